"""Faults in constraints."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("no primary key", "ALTER TABLE public.kinds DROP CONSTRAINT kinds_pkey", "constraint-missing"),
    Fault("no unique key", "ALTER TABLE public.kinds DROP CONSTRAINT kinds_code_key", "constraint-missing"),
    Fault("no check", "ALTER TABLE public.notes DROP CONSTRAINT notes_choice_check", "constraint-missing"),
    Fault(
        "no foreign key",
        "ALTER TABLE public.notes DROP CONSTRAINT notes_desk_id_tenant_id_fkey",
        "constraint-missing",
    ),
    Fault(
        "a check came", "ALTER TABLE public.notes ADD CONSTRAINT long CHECK (body <> '')", "constraint-extra"
    ),
    Fault("a unique key came", "ALTER TABLE public.desks ADD UNIQUE (title)", "constraint-extra"),
    Fault(
        "another check",
        "ALTER TABLE public.notes DROP CONSTRAINT notes_choice_check, "
        "ADD CONSTRAINT notes_choice_check CHECK (choice IN ('yes', 'no', 'maybe'))",
        "constraint-changed",
    ),
    Fault(
        "another action",
        "ALTER TABLE public.desks DROP CONSTRAINT desks_tenant_id_fkey, ADD CONSTRAINT desks_tenant_id_fkey "
        "FOREIGN KEY (tenant_id) REFERENCES public.tenants ON DELETE RESTRICT",
        "constraint-changed",
    ),
    Fault(
        "deferrable",
        "ALTER TABLE public.desks ALTER CONSTRAINT desks_tenant_id_fkey DEFERRABLE",
        "constraint-changed",
    ),
    Fault(
        "never validated",
        "ALTER TABLE public.desks DROP CONSTRAINT desks_tenant_id_fkey, ADD CONSTRAINT desks_tenant_id_fkey "
        "FOREIGN KEY (tenant_id) REFERENCES public.tenants ON DELETE CASCADE NOT VALID",
        "constraint-not-valid",
    ),
    Fault(
        "enforcement switched off", "ALTER TABLE public.notes DISABLE TRIGGER ALL", "constraint-not-enforced"
    ),
    Fault(
        "a constraint comment",
        "COMMENT ON CONSTRAINT notes_choice_check ON public.notes IS 'c'",
        "comment-changed",
        "warning",
    ),
    Fault(
        "a foreign table's check is gone",
        "ALTER TABLE public.headlines DROP CONSTRAINT headlines_title",
        "constraint-missing",
    ),
    Fault(
        "clustered by its key",
        "ALTER TABLE public.kinds CLUSTER ON kinds_pkey",
        "cluster-changed",
        "warning",
    ),
    Fault(
        "a key that foreign keys rest on is deferrable",
        "ALTER TABLE public.notes DROP CONSTRAINT notes_desk_id_tenant_id_fkey; "
        "ALTER TABLE public.desks DROP CONSTRAINT desks_pkey; "
        "ALTER TABLE public.desks ADD PRIMARY KEY (id) DEFERRABLE; "
        "ALTER TABLE public.notes ADD FOREIGN KEY (desk_id, tenant_id) "
        "REFERENCES public.desks (id, tenant_id) ON UPDATE CASCADE ON DELETE CASCADE",
        "constraint-changed",
    ),
    Fault(
        "not enforced",
        "ALTER TABLE public.notes DROP CONSTRAINT notes_choice_check, "
        "ADD CONSTRAINT notes_choice_check CHECK (choice IN ('yes', 'no')) NOT ENFORCED",
        "constraint-not-enforced",
        since=18,
    ),
    Fault(
        "enforced",
        "ALTER TABLE public.kinds DROP CONSTRAINT short, ADD CONSTRAINT short CHECK (length(code) < 40)",
        "constraint-changed",
        before="ALTER TABLE public.kinds ADD CONSTRAINT short CHECK (length(code) < 40) NOT ENFORCED",
        since=18,
    ),
    Fault(
        "enforcement switched off where it points",
        "UPDATE pg_trigger SET tgenabled = 'D' WHERE tgrelid = 'public.tenants'::regclass AND tgisinternal",
        "constraint-not-enforced",
    ),
    Fault(
        "a period may overlap",
        "ALTER TABLE public.stays DROP CONSTRAINT stays_key, ADD CONSTRAINT stays_key UNIQUE (room, during)",
        "constraint-changed",
        before="CREATE TABLE public.stays (room int4range, during daterange, "
        "CONSTRAINT stays_key UNIQUE (room, during WITHOUT OVERLAPS))",
        since=18,
    ),
    Fault(
        "NULLs are distinct",
        "ALTER TABLE public.desks DROP CONSTRAINT one_title, ADD CONSTRAINT one_title UNIQUE (title)",
        "constraint-changed",
        before="ALTER TABLE public.desks ADD CONSTRAINT one_title UNIQUE NULLS NOT DISTINCT (title)",
    ),
    Fault(
        "a shard's key is gone", "ALTER TABLE public.shards DROP CONSTRAINT shards_pkey", "constraint-missing"
    ),
    Fault(
        "a comment on a key's index",
        "COMMENT ON INDEX public.desks_id_tenant_id_key IS 'other'",
        "comment-changed",
        "warning",
    ),
    Fault(
        "a key's index is packed another way",
        "ALTER INDEX public.desks_id_tenant_id_key SET (fillfactor = 70)",
        "index-options-changed",
        "warning",
    ),
    Fault(
        "a partition's own check is gone",
        "ALTER TABLE public.events_b DROP CONSTRAINT events_b_id",
        "constraint-missing",
    ),
    Fault(
        "a check of every partition is gone",
        "ALTER TABLE public.events DROP CONSTRAINT events_kind",
        "constraint-missing",
    ),
    Fault(
        "a check besides its parent's",
        "ALTER TABLE public.dogs ADD CONSTRAINT animals_name CHECK (name <> '')",
        "constraint-inheritance-changed",
        "warning",
    ),
    Fault(
        "no check besides its parent's",
        "ALTER TABLE public.animals DROP CONSTRAINT animals_name; "
        "ALTER TABLE public.cats DROP CONSTRAINT animals_name; "
        "ALTER TABLE public.animals ADD CONSTRAINT animals_name CHECK (name <> '')",
        "constraint-inheritance-changed",
        "warning",
    ),
    Fault(
        "another check of every partition",
        "ALTER TABLE public.events DROP CONSTRAINT events_kind, "
        "ADD CONSTRAINT events_kind CHECK (kind <> 'none')",
        "constraint-changed",
    ),
]
