"""Faults in security labels: written past SECURITY LABEL, which needs the module that reads them."""

from tests.pgdrift.corpus.fault import Fault

_WHY = "SECURITY LABEL needs the module that reads the label, and the server has not loaded it"
_LABELLED = (
    "INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) "
    "VALUES ('public.kinds'::regclass, 'pg_class'::regclass, 0, 'selinux', 'confined')"
)

FAULTS = [
    Fault(
        "another label",
        "UPDATE pg_seclabel SET label = 'unconfined' WHERE provider = 'selinux'",
        "security-label-changed",
        before=_LABELLED,
        beyond_repair=_WHY,
    ),
    Fault(
        "a label of security is gone",
        "DELETE FROM pg_seclabel WHERE provider = 'selinux'",
        "security-label-missing",
        before=_LABELLED,
        beyond_repair=_WHY,
    ),
    Fault(
        "a label on a column",
        "INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) "
        "VALUES ('public.notes'::regclass, 'pg_class'::regclass, 3, 'selinux', 'secret')",
        "security-label-extra",
        beyond_repair=_WHY,
    ),
    Fault(
        "a label on the database",
        "INSERT INTO pg_shseclabel (objoid, classoid, provider, label) "
        "SELECT oid, 'pg_database'::regclass, 'selinux', 'secret' FROM pg_database WHERE "
        "datname = current_database()",
        "security-label-extra",
        beyond_repair=_WHY,
    ),
]
