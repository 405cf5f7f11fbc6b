"""Faults in user mappings."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a user mapping is gone", "DROP USER MAPPING FOR desk_app SERVER news", "user-mapping-missing"),
    Fault(
        "everyone's user mapping is gone",
        "DROP USER MAPPING FOR PUBLIC SERVER archive_news",
        "user-mapping-missing",
    ),
    Fault(
        "a user mapping came",
        "CREATE USER MAPPING FOR desk_service SERVER news OPTIONS (password 'abc')",
        "user-mapping-extra",
    ),
    Fault(
        "connects without a password",
        "ALTER USER MAPPING FOR desk_app SERVER news OPTIONS (DROP password)",
        "foreign-options-changed",
    ),
    Fault(
        "connects in another way",
        "ALTER USER MAPPING FOR desk_app SERVER news OPTIONS (ADD sslmode 'disable')",
        "foreign-options-changed",
    ),
]
