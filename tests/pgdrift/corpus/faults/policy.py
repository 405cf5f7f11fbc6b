"""Faults in policies."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a policy is gone", "DROP POLICY desks_isolation ON public.desks", "policy-missing"),
    Fault("a restriction is gone", "DROP POLICY notes_not_empty ON public.notes", "policy-missing"),
    Fault("a policy came", "CREATE POLICY extra ON public.desks USING (title = '')", "policy-extra"),
    Fault(
        "a policy without effect",
        "CREATE POLICY extra ON public.kinds USING (true)",
        "policy-extra",
        "warning",
    ),
    Fault(
        "everything is admitted",
        "ALTER POLICY desks_isolation ON public.desks USING (true)",
        "policy-changed",
    ),
    Fault(
        "writes unchecked", "ALTER POLICY desks_isolation ON public.desks WITH CHECK (true)", "policy-changed"
    ),
    Fault("for everyone", "ALTER POLICY desks_isolation ON public.desks TO PUBLIC", "policy-changed"),
    Fault(
        "another command",
        "DROP POLICY desks_isolation ON public.desks; CREATE POLICY desks_isolation ON "
        "public.desks FOR UPDATE "
        "TO desk_app USING (tenant_id = public.current_tenant()) WITH CHECK (tenant_id = "
        "public.current_tenant())",
        "policy-changed",
    ),
    Fault(
        "no longer restrictive",
        "DROP POLICY notes_not_empty ON public.notes; "
        "CREATE POLICY notes_not_empty ON public.notes FOR SELECT TO desk_app USING (body <> '')",
        "policy-changed",
    ),
    Fault(
        "a check that was not there",
        "DROP POLICY notes_not_empty ON public.notes; CREATE POLICY notes_not_empty ON public.notes "
        "AS RESTRICTIVE FOR ALL TO desk_app USING (body <> '') WITH CHECK (true)",
        "policy-changed",
    ),
    Fault(
        "a policy comment",
        "COMMENT ON POLICY notes_isolation ON public.notes IS 'p'",
        "comment-changed",
        "warning",
    ),
]
