"""What each query of a tenant reads when every index is there: the indexes it takes, and its buffers.

Read from the rows of `conftest.filled` on PostgreSQL 16 and 18, where 25 fresh samples of statistics all gave
the same plans. A floor that is measured beside a query cannot replace these figures: it loses the same index.
"""

from collections.abc import Collection
from dataclasses import dataclass

from benchmarks.tenants import goals
from benchmarks.tenants.plans import Plan

NEWEST_SESSIONS = "idx_sessions_user_id_created_at"
SESSIONS_BY_STATUS = "idx_sessions_user_id_status_created_at"
OF_A_SESSION = "idx_contributions_session_id_user_id"
NEWEST_CONTRIBUTIONS = "idx_contributions_user_id_created_at"
VOTES = "idx_votes_user_id_session_id"
AUDIT_TAIL = "idx_audit_log_user_id_timestamp"
AUDIT_OF_A_RESOURCE = "idx_audit_log_resource"
CONTRIBUTION = "contributions_pkey"

# A few sessions are sorted as soon as they are found: any index that finds them is as good.
OWN_SESSIONS = f"{NEWEST_SESSIONS} or {SESSIONS_BY_STATUS}"


# Both find a session by its id, the second one for whoever names its tenant too.
A_SESSION = "sessions_pkey or sessions_id_user_id_key"
WRITTEN = {
    "insert one contribution": ("personas_code_key", "sessions_id_user_id_key"),
    "insert 1,000 contributions": ("personas_code_key", "sessions_id_user_id_key"),
    "upsert a session": ("sessions_pkey",),
    "count up a session": (A_SESSION,),
    "update status and counters": (A_SESSION,),
    "delete a session with what was said and voted": (A_SESSION, OF_A_SESSION, VOTES),
}
"""The indexes that a write searches, its checks of foreign keys and its cascades included."""


def missing(indexes: tuple[str, ...], taken: Collection[str]) -> list[str]:
    """The indexes that should be taken and are not; "this or that" is for two that are as good."""
    return [names for names in indexes if set(taken).isdisjoint(names.split(" or "))]


@dataclass(frozen=True)
class Best:
    """The most buffers of a query's plans, with statistics and without any, and what the first ones use."""

    buffers: int
    unanalyzed: int
    indexes: tuple[str, ...]

    def missing(self, plan: Plan) -> list[str]:
        """The indexes that a plan should take and does not."""
        return missing(self.indexes, plan.indexes)

    def exceeded(self, plan: Plan, *, analyzed: bool) -> bool:
        """Whether a plan reads more than the goal for buffers allows beside these."""
        return plan.buffers > goals.GOALS["buffers"] * (self.buffers if analyzed else self.unanalyzed)


BEST = {
    "newest sessions": {
        "small": Best(12, 12, (OWN_SESSIONS,)),
        "medium": Best(7, 55, (NEWEST_SESSIONS,)),
        "huge": Best(22, 150, (NEWEST_SESSIONS,)),
    },
    "sessions by status": {
        "small": Best(3, 3, (SESSIONS_BY_STATUS,)),
        "medium": Best(28, 21, (SESSIONS_BY_STATUS,)),
        "huge": Best(20, 20, (SESSIONS_BY_STATUS,)),
    },
    "contributions of a session": {
        "small": Best(4, 4, (OF_A_SESSION,)),
        "medium": Best(4, 4, (OF_A_SESSION,)),
        "huge": Best(4, 4, (OF_A_SESSION,)),
    },
    "newest contributions": {
        "small": Best(8, 8, (NEWEST_CONTRIBUTIONS,)),
        "medium": Best(8, 8, (NEWEST_CONTRIBUTIONS,)),
        "huge": Best(48, 48, (NEWEST_CONTRIBUTIONS,)),
    },
    "count of contributions": {
        "small": Best(23, 23, (NEWEST_CONTRIBUTIONS,)),
        "medium": Best(525, 525, (NEWEST_CONTRIBUTIONS,)),
        "huge": Best(1178, 1178, (NEWEST_CONTRIBUTIONS,)),
    },
    "cost by day": {
        "small": Best(5, 5, (NEWEST_CONTRIBUTIONS,)),
        "medium": Best(15, 15, (NEWEST_CONTRIBUTIONS,)),
        "huge": Best(33, 33, (NEWEST_CONTRIBUTIONS,)),
    },
    "sessions join contributions join personas": {
        "small": Best(47, 19, (OWN_SESSIONS, OF_A_SESSION)),
        "medium": Best(108, 44, (OWN_SESSIONS, OF_A_SESSION)),
        "huge": Best(154, 88, (OWN_SESSIONS, OF_A_SESSION)),
    },
    "votes of a session with consensus": {
        "small": Best(3, 3, (VOTES,)),
        "medium": Best(3, 3, (VOTES,)),
        "huge": Best(3, 3, (VOTES,)),
    },
    "count of votes": {
        "small": Best(12, 12, (VOTES,)),
        "medium": Best(195, 195, (VOTES,)),
        "huge": Best(563, 563, (VOTES,)),
    },
    "audit tail": {
        "small": Best(7, 13, (AUDIT_TAIL,)),
        "medium": Best(5, 155, (AUDIT_TAIL,)),
        "huge": Best(46, 444, (AUDIT_TAIL,)),
    },
    "audit of a session": {
        "small": Best(5, 3, (AUDIT_OF_A_RESOURCE,)),
        "medium": Best(3, 3, (AUDIT_OF_A_RESOURCE,)),
        "huge": Best(3, 3, (AUDIT_OF_A_RESOURCE,)),
    },
    "another tenant's session": {
        "small": Best(2, 2, (OF_A_SESSION,)),
        "medium": Best(2, 2, (OF_A_SESSION,)),
        "huge": Best(2, 2, (OF_A_SESSION,)),
    },
    "another tenant's contribution": {
        "small": Best(3, 3, (CONTRIBUTION,)),
        "medium": Best(3, 3, (CONTRIBUTION,)),
        "huge": Best(3, 3, (CONTRIBUTION,)),
    },
}
