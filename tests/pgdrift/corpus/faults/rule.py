"""Faults in rules."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a rule is gone", "DROP RULE kinds_are_kept ON public.kinds", "rule-missing"),
    Fault(
        "writes are swallowed",
        "CREATE RULE hole AS ON INSERT TO public.tenants DO INSTEAD NOTHING",
        "rule-extra",
    ),
    Fault(
        "writes go elsewhere",
        "CREATE RULE hole AS ON DELETE TO public.notes DO INSTEAD UPDATE public.notes SET body = '' "
        "WHERE id = old.id",
        "rule-extra",
    ),
    Fault(
        "a write more",
        "CREATE RULE copy AS ON INSERT TO public.desks "
        "DO ALSO DELETE FROM public.notes WHERE desk_id = new.id",
        "rule-extra",
    ),
    Fault(
        "a rule on a view",
        "CREATE RULE hole AS ON INSERT TO public.desk_notes DO INSTEAD NOTHING",
        "rule-extra",
    ),
    Fault(
        "another rule",
        "CREATE OR REPLACE RULE kinds_are_kept AS ON DELETE TO public.kinds WHERE old.code = 'a' "
        "DO INSTEAD NOTHING",
        "rule-changed",
    ),
    Fault(
        "a rule switched off",
        "ALTER TABLE public.kinds DISABLE RULE kinds_are_kept",
        "rule-state-changed",
    ),
    Fault(
        "a rule in replicas only",
        "ALTER TABLE public.kinds ENABLE REPLICA RULE kinds_are_kept",
        "rule-state-changed",
    ),
    Fault(
        "a rule comment",
        "COMMENT ON RULE kinds_are_kept ON public.kinds IS 'r'",
        "comment-changed",
        "warning",
    ),
]
