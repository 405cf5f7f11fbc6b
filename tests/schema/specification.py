"""The specification as facts, transcribed by hand: what a reader of it expects of the database.

Written from the user's document alone, never from the models, so that a wrong model cannot agree with itself.
"""

# table: {column: (type, nullable, default)}
COLUMNS = {
    "users": {
        "id": ("character varying(255)", False, None),
        "email": ("character varying(255)", False, None),
        "auth_provider": ("character varying(50)", False, None),
        "subscription_tier": ("character varying(50)", False, "'free'::character varying"),
        "gdpr_consent_at": ("timestamp with time zone", True, None),
        "created_at": ("timestamp with time zone", False, "now()"),
        "updated_at": ("timestamp with time zone", False, "now()"),
    },
    "personas": {
        "id": ("integer", False, "auto"),
        "code": ("character varying(50)", False, None),
        "name": ("character varying(255)", False, None),
        "expertise": ("character varying(500)", False, None),
        "system_prompt": ("text", False, None),
        "created_at": ("timestamp with time zone", False, "now()"),
    },
    "sessions": {
        "id": ("character varying(255)", False, None),
        "user_id": ("character varying(255)", False, None),
        "problem_statement": ("text", False, None),
        "problem_context": ("json", True, None),
        "status": ("character varying(50)", False, "'active'::character varying"),
        "phase": ("character varying(50)", False, "'problem_decomposition'::character varying"),
        "total_cost": ("numeric(10,4)", False, "0.0"),
        "total_tokens": ("integer", False, "0"),
        "round_number": ("integer", False, "0"),
        "max_rounds": ("integer", False, "10"),
        "created_at": ("timestamp with time zone", False, "now()"),
        "updated_at": ("timestamp with time zone", False, "now()"),
        "completed_at": ("timestamp with time zone", True, None),
        "killed_at": ("timestamp with time zone", True, None),
        "killed_by": ("character varying(255)", True, None),
        "kill_reason": ("character varying(500)", True, None),
    },
    "contributions": {
        "id": ("integer", False, "auto"),
        "session_id": ("character varying(255)", False, None),
        "persona_code": ("character varying(50)", False, None),
        "content": ("text", False, None),
        "round_number": ("integer", False, None),
        "phase": ("character varying(50)", False, None),
        "cost": ("numeric(10,4)", False, "0.0"),
        "tokens": ("integer", False, "0"),
        "model": ("character varying(100)", False, None),
        "created_at": ("timestamp with time zone", False, "now()"),
    },
    "votes": {
        "id": ("integer", False, "auto"),
        "session_id": ("character varying(255)", False, None),
        "persona_code": ("character varying(50)", False, None),
        "vote_choice": ("character varying(100)", False, None),
        "reasoning": ("text", False, None),
        "confidence": ("numeric(3,2)", True, None),
        "created_at": ("timestamp with time zone", False, "now()"),
    },
    "audit_log": {
        "id": ("integer", False, "auto"),
        "user_id": ("character varying(255)", True, None),
        "action": ("character varying(100)", False, None),
        "resource_type": ("character varying(50)", False, None),
        "resource_id": ("character varying(255)", True, None),
        "details": ("json", True, None),
        "ip_address": ("character varying(45)", True, None),
        "user_agent": ("character varying(500)", True, None),
        "timestamp": ("timestamp with time zone", False, "now()"),
    },
}

PRIMARY_KEYS = dict.fromkeys(COLUMNS, ("id",))

UNIQUE = {("users", ("email",)), ("personas", ("code",))}

# (table, columns) -> (referenced table, columns, ON DELETE)
FOREIGN_KEYS = {
    ("sessions", ("user_id",)): ("users", ("id",), "CASCADE"),
    ("contributions", ("session_id",)): ("sessions", ("id",), "CASCADE"),
    ("contributions", ("persona_code",)): ("personas", ("code",), "NO ACTION"),
    ("votes", ("session_id",)): ("sessions", ("id",), "CASCADE"),
    ("votes", ("persona_code",)): ("personas", ("code",), "NO ACTION"),
    ("audit_log", ("user_id",)): ("users", ("id",), "SET NULL"),
}

# name: (table, columns)
INDEXES = {
    "idx_sessions_user_id": ("sessions", ("user_id",)),
    "idx_sessions_status": ("sessions", ("status",)),
    "idx_sessions_created_at": ("sessions", ("created_at",)),
    "idx_contributions_session_id": ("contributions", ("session_id",)),
    "idx_contributions_round_number": ("contributions", ("round_number",)),
    "idx_votes_session_id": ("votes", ("session_id",)),
    "idx_audit_log_user_id": ("audit_log", ("user_id",)),
    "idx_audit_log_timestamp": ("audit_log", ("timestamp",)),
    "idx_audit_log_resource": ("audit_log", ("resource_type", "resource_id")),
}

POLICIES = {
    "sessions": "sessions_user_isolation",
    "contributions": "contributions_user_isolation",
    "votes": "votes_user_isolation",
    "audit_log": "audit_log_user_isolation",
}

# What the design adds to the specification, and nothing else.
ADDED_COLUMNS = {
    "contributions": {"user_id": ("character varying(255)", False, "current_user_id()")},
    "votes": {"user_id": ("character varying(255)", False, "current_user_id()")},
}
ADDED_UNIQUE = {
    ("sessions", ("id", "user_id")),
    ("contributions", ("id", "session_id", "user_id")),
}
REPLACED_FOREIGN_KEYS = {("contributions", ("session_id",)), ("votes", ("session_id",))}
ADDED_FOREIGN_KEYS = {
    ("contributions", ("session_id", "user_id")): ("sessions", ("id", "user_id"), "CASCADE"),
    ("votes", ("session_id", "user_id")): ("sessions", ("id", "user_id"), "CASCADE"),
}
ADDED_POLICIES = {table: f"{table}_signed_isolation" for table in POLICIES}
ADDED_INDEXES = {
    "idx_sessions_user_id_created_at": ("sessions", ("user_id", "created_at")),
    "idx_sessions_user_id_status_created_at": ("sessions", ("user_id", "status", "created_at")),
    "idx_contributions_session_id_user_id": ("contributions", ("session_id", "user_id")),
    "idx_contributions_user_id_created_at": ("contributions", ("user_id", "created_at")),
    "idx_votes_user_id_session_id": ("votes", ("user_id", "session_id")),
    "idx_audit_log_user_id_timestamp": ("audit_log", ("user_id", "timestamp")),
}
