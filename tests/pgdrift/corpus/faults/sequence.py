"""Faults in sequences."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a sequence is gone", "DROP SEQUENCE public.ticket_numbers", "sequence-missing"),
    Fault("a sequence came", "CREATE SEQUENCE public.extra", "sequence-extra", "warning"),
    Fault("another step", "ALTER SEQUENCE public.ticket_numbers INCREMENT 1", "sequence-changed"),
    Fault("cycles", "ALTER SEQUENCE public.ticket_numbers CYCLE", "sequence-changed"),
    Fault("an upper bound", "ALTER SEQUENCE public.notes_id_seq MAXVALUE 1000", "sequence-changed"),
    Fault("a cache", "ALTER SEQUENCE public.ticket_numbers CACHE 50", "sequence-changed", "warning"),
    Fault(
        "not its column's",
        "ALTER SEQUENCE public.kinds_id_seq OWNED BY NONE",
        "sequence-ownership-changed",
        "warning",
    ),
    Fault("a sequence's owner", "ALTER SEQUENCE public.ticket_numbers OWNER TO desk_app", "owner-changed"),
    Fault(
        "another type of number",
        "ALTER SEQUENCE public.rounds AS integer",
        "sequence-changed",
        before="CREATE SEQUENCE public.rounds MAXVALUE 1000",
    ),
    Fault("a sequence's start", "ALTER SEQUENCE public.ticket_numbers START 200", "sequence-changed"),
    Fault("another minimum", "ALTER SEQUENCE public.ticket_numbers MINVALUE 50", "sequence-changed"),
    Fault("an unlogged sequence", "ALTER SEQUENCE public.ticket_numbers SET UNLOGGED", "sequence-changed"),
    Fault(
        "a sequence's comment",
        "COMMENT ON SEQUENCE public.ticket_numbers IS 's'",
        "comment-changed",
        "warning",
    ),
]
