"""Faults in types."""

from tests.pgdrift.corpus.fault import Fault

_CHANGED = "type-changed"
_MORE = "ALTER TYPE public.stage ADD VALUE 'late'"


def _grade(sql: str) -> str:
    """Make the domain again while its column has another type."""
    return (
        "ALTER TABLE public.jobs ALTER grade TYPE text; DROP DOMAIN public.grade; "
        f"CREATE DOMAIN public.grade {sql} DEFAULT 'good' CONSTRAINT grade_named CHECK (VALUE <> '') "
        "CONSTRAINT grade_short CHECK (length(VALUE) < 20); "
        "ALTER DOMAIN public.grade ADD CONSTRAINT grade_later CHECK (VALUE <> 'unknown') NOT VALID; "
        "COMMENT ON CONSTRAINT grade_named ON DOMAIN public.grade IS 'Never empty'; "
        "ALTER TABLE public.jobs ALTER grade TYPE public.grade"
    )


def _address(attributes: str) -> str:
    """Make the composite type again while its column has another one."""
    return (
        "ALTER TABLE public.jobs ALTER address TYPE jsonb USING to_jsonb(address); DROP TYPE public.address; "
        f"CREATE TYPE public.address AS ({attributes}); COMMENT ON COLUMN public.address.town IS 'Where'; "
        "ALTER TABLE public.jobs ALTER address TYPE public.address "
        "USING jsonb_populate_record(NULL::public.address, address)"
    )


def _span(definition: str) -> str:
    """Make the range again while its column has another type."""
    return (
        "ALTER TABLE public.jobs DROP CONSTRAINT jobs_do_not_overlap; "
        "ALTER TABLE public.jobs ALTER span TYPE text; DROP TYPE public.span; "
        f"CREATE TYPE public.span AS RANGE ({definition}); "
        "ALTER TABLE public.jobs ALTER span TYPE public.span USING span::public.span; "
        "ALTER TABLE public.jobs ADD CONSTRAINT jobs_do_not_overlap EXCLUDE USING gist (span WITH &&)"
    )


FAULTS = [
    Fault("a label came", "ALTER TYPE public.mood ADD VALUE 'top'", _CHANGED),
    Fault("a label came where much is built on it", _MORE, _CHANGED),
    Fault(
        "a label is called otherwise where much is built on it",
        "ALTER TYPE public.stage RENAME VALUE 'open' TO 'begun'",
        _CHANGED,
    ),
    Fault("a label is called otherwise", "ALTER TYPE public.mood RENAME VALUE 'low' TO 'poor'", _CHANGED),
    Fault(
        "a label is gone",
        "DELETE FROM pg_enum WHERE enumtypid = 'public.stage'::regtype AND enumlabel = 'late'",
        _CHANGED,
        before=_MORE,
    ),
    Fault(
        "a label in the middle is gone",
        "DELETE FROM pg_enum WHERE enumtypid = 'public.stage'::regtype AND enumlabel = 'late'",
        _CHANGED,
        before=f"{_MORE} BEFORE 'done'",
    ),
    Fault(
        "labels in another order",
        "UPDATE pg_enum SET enumsortorder = 9 "
        "WHERE enumtypid = 'public.stage'::regtype AND enumlabel = 'new'",
        _CHANGED,
    ),
    Fault("no domain check", "ALTER DOMAIN public.share DROP CONSTRAINT share_range", _CHANGED),
    Fault(
        "one more domain check",
        "ALTER DOMAIN public.grade ADD CONSTRAINT grade_more CHECK (VALUE <> 'none')",
        _CHANGED,
    ),
    Fault(
        "a domain check that has looked",
        "ALTER DOMAIN public.grade VALIDATE CONSTRAINT grade_later",
        _CHANGED,
    ),
    Fault(
        "a domain check that has not looked",
        "ALTER DOMAIN public.grade DROP CONSTRAINT grade_short, "
        "ADD CONSTRAINT grade_short CHECK (length(VALUE) < 20) NOT VALID".replace(
            ", ADD", "; ALTER DOMAIN public.grade ADD"
        ),
        _CHANGED,
    ),
    Fault("a domain default", "ALTER DOMAIN public.share SET DEFAULT 0.7", _CHANGED),
    Fault("a domain that is never null", "ALTER DOMAIN public.grade SET NOT NULL", _CHANGED),
    Fault(
        "a domain that may be null",
        "ALTER DOMAIN public.grade DROP NOT NULL",
        _CHANGED,
        before="ALTER DOMAIN public.grade SET NOT NULL",
    ),
    Fault(
        "a domain whose NOT NULL has a name",
        "ALTER DOMAIN public.grade DROP NOT NULL; "
        "ALTER DOMAIN public.grade ADD CONSTRAINT grade_filled NOT NULL",
        _CHANGED,
        "warning",
        before="ALTER DOMAIN public.grade SET NOT NULL",
        since=17,
    ),
    Fault("a domain of longer texts", _grade("AS varchar(30)"), _CHANGED),
    Fault("a domain that sorts otherwise", _grade("AS varchar(20) COLLATE public.byte_order"), _CHANGED),
    Fault(
        "a comment on a domain check",
        "COMMENT ON CONSTRAINT grade_named ON DOMAIN public.grade IS 'other'",
        "comment-changed",
        "warning",
    ),
    Fault(
        "no comment on a domain check",
        "COMMENT ON CONSTRAINT grade_named ON DOMAIN public.grade IS NULL",
        "comment-changed",
        "warning",
    ),
    Fault("one attribute more", "ALTER TYPE public.address ADD ATTRIBUTE land text", _CHANGED),
    Fault("an attribute less", "ALTER TYPE public.address DROP ATTRIBUTE number", _CHANGED),
    Fault(
        "an attribute is called otherwise",
        "ALTER TYPE public.address RENAME ATTRIBUTE street TO way",
        _CHANGED,
    ),
    Fault("an attribute of another type", _address("street text, number bigint, town varchar(50)"), _CHANGED),
    Fault("attributes in another order", _address("number integer, street text, town varchar(50)"), _CHANGED),
    Fault(
        "an attribute that sorts otherwise",
        _address("street text COLLATE public.byte_order, number integer, town varchar(50)"),
        _CHANGED,
    ),
    Fault(
        "a comment on an attribute",
        "COMMENT ON COLUMN public.address.town IS 'x'",
        "comment-changed",
        "warning",
    ),
    Fault("a range of other values", _span("SUBTYPE = varchar"), _CHANGED),
    Fault("a range by another class", _span("SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops"), _CHANGED),
    Fault("a range that sorts otherwise", _span("SUBTYPE = text, COLLATION = public.byte_order"), _CHANGED),
    Fault(
        "a range that measures otherwise",
        _span("SUBTYPE = text, SUBTYPE_DIFF = public.text_distance"),
        _CHANGED,
    ),
    Fault(
        "a range that normalizes nothing",
        "DROP INDEX public.jobs_steps_index; ALTER TABLE public.jobs ALTER steps TYPE text; "
        "DROP TYPE public.steps CASCADE; CREATE TYPE public.steps AS RANGE (SUBTYPE = integer); "
        "CREATE FUNCTION public.steps_canonical(public.steps) RETURNS public.steps LANGUAGE internal "
        "IMMUTABLE STRICT AS 'int4range_canonical'; "
        "ALTER TABLE public.jobs ALTER steps TYPE public.steps USING steps::public.steps; "
        "CREATE INDEX jobs_steps_index ON public.jobs USING gist (steps)",
        _CHANGED,
    ),
    Fault(
        "a multirange is called otherwise", "ALTER TYPE public.span_multirange RENAME TO many_spans", _CHANGED
    ),
    Fault(
        "a constructor of a range is called otherwise",
        "ALTER FUNCTION public.span(text, text) RENAME TO between_both",
        _CHANGED,
    ),
    Fault(
        "a base type that can be received",
        "ALTER TYPE public.bare SET (RECEIVE = public.bare_receive)",
        _CHANGED,
    ),
    Fault(
        "a type of another sort",
        "DROP TYPE public.nothing; CREATE TYPE public.nothing AS ()",
        _CHANGED,
        before="CREATE TYPE public.nothing AS ENUM ()",
    ),
    Fault(
        "a type is gone",
        "DROP TYPE public.nothing",
        "type-missing",
        before="CREATE TYPE public.nothing AS ENUM ()",
    ),
    Fault("a type came", "CREATE TYPE public.extra AS (a integer)", "type-extra", "warning"),
    Fault("a shell came", "CREATE TYPE public.ghost", "type-extra", "warning"),
    Fault("a type's owner", "ALTER TYPE public.mood OWNER TO desk_app", "owner-changed"),
    Fault("a comment on a type", "COMMENT ON TYPE public.stage IS NULL", "comment-changed", "warning"),
]
