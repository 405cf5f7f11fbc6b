"""The law, read from the live catalog of a migrated database."""

from typing import Any

import psycopg

from tests.isolation.mutants.law import Column, Function, Key, Law, Policy, Privilege, Relation, Role, Trigger

_SCHEMAS = """(SELECT oid FROM pg_namespace
 WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'witness'))"""


def _not_of_extension(catalog: str, oid: str) -> str:
    return (
        f"NOT EXISTS (SELECT FROM pg_depend WHERE classid = '{catalog}'::regclass AND objid = {oid} "
        "AND deptype = 'e')"
    )


_POLICIES = """
SELECT format('%I.%I', n.nspname, c.relname), polname::text, polpermissive,
       CASE polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'
                   WHEN 'w' THEN 'UPDATE' ELSE 'DELETE' END,
       ARRAY(SELECT coalesce(r.rolname::text, 'PUBLIC')
             FROM unnest(polroles) AS o LEFT JOIN pg_roles r ON r.oid = o ORDER BY 1),
       pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
FROM pg_policy JOIN pg_class c ON c.oid = polrelid JOIN pg_namespace n ON n.oid = relnamespace
ORDER BY 1, 2"""

_RELATIONS = f"""
SELECT c.oid, format('%I.%I', n.nspname, c.relname), relkind::text, pg_get_userbyid(relowner)::text,
       relrowsecurity, relforcerowsecurity, coalesce(reloptions, '{{}}'),
       CASE WHEN relkind = 'v' THEN pg_get_viewdef(c.oid) END
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND relnamespace IN {_SCHEMAS}
  AND {_not_of_extension("pg_class", "c.oid")} ORDER BY 2"""

_COLUMNS = f"""
SELECT attrelid, attname::text, format_type(atttypid, atttypmod), t.typcategory = 'S', attnotnull,
       pg_get_expr(adbin, adrelid),
       EXISTS (SELECT FROM pg_index WHERE indrelid = attrelid AND indisunique AND indnatts = 1
               AND indkey[0] = attnum)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_type t ON t.oid = atttypid
     LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
WHERE relnamespace IN {_SCHEMAS} AND attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum"""

_PRIVILEGES = f"""
WITH object (called, owner, acl, "column") AS (
  SELECT format('%s %I.%I', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname, relname),
         relowner,
         coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)), NULL
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND relnamespace IN {_SCHEMAS}
    AND {_not_of_extension("pg_class", "c.oid")}
  UNION ALL
  SELECT format('TABLE %I.%I', n.nspname, relname), relowner, attacl, attname::text
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
  WHERE attacl IS NOT NULL AND NOT attisdropped AND relnamespace IN {_SCHEMAS}
  UNION ALL
  SELECT 'FUNCTION ' || p.oid::regprocedure::text, proowner, coalesce(proacl, acldefault('f', proowner)), NULL
  FROM pg_proc p WHERE pronamespace IN {_SCHEMAS} AND {_not_of_extension("pg_proc", "p.oid")}
  UNION ALL
  SELECT format('SCHEMA %I', nspname), nspowner, coalesce(nspacl, acldefault('n', nspowner)), NULL
  FROM pg_namespace WHERE oid IN {_SCHEMAS}
  UNION ALL
  SELECT 'DATABASE <database>', datdba, coalesce(datacl, acldefault('d', datdba)), NULL
  FROM pg_database WHERE datname = current_database()
)
SELECT called, a.privilege_type, "column", coalesce(r.rolname::text, 'PUBLIC')
FROM object, aclexplode(acl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE a.grantee <> owner AND NOT coalesce(r.rolcanlogin, false) ORDER BY 1, 3 NULLS FIRST, 2, 4"""

_FUNCTIONS = f"""
SELECT p.oid::regprocedure::text, pg_get_userbyid(proowner)::text, format_type(prorettype, NULL),
       l.lanname::text, prosecdef, coalesce(proconfig, '{{}}'), pg_get_functiondef(p.oid),
       EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_proc'::regclass AND refobjid = p.oid
               AND classid IN ('pg_policy'::regclass, 'pg_rewrite'::regclass))
FROM pg_proc p JOIN pg_language l ON l.oid = prolang
WHERE pronamespace IN {_SCHEMAS} AND prokind = 'f' AND {_not_of_extension("pg_proc", "p.oid")} ORDER BY 1"""

_KEYS = f"""
SELECT conrelid::regclass::text, conname::text, contype::text, pg_get_constraintdef(k.oid),
       ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS c (number, place)
             JOIN pg_attribute ON (attrelid, attnum) = (conrelid, number) ORDER BY place),
       CASE WHEN confrelid <> 0 THEN confrelid::regclass::text END,
       ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS c (number, place)
             JOIN pg_attribute ON (attrelid, attnum) = (confrelid, number) ORDER BY place),
       confdeltype::text, confupdtype::text
FROM pg_constraint k WHERE connamespace IN {_SCHEMAS} AND contype IN ('f', 'u', 'p', 'c') ORDER BY 1, 2"""

_TRIGGERS = f"""
SELECT format('%I.%I', n.nspname, relname), tgname::text
FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace
     JOIN pg_proc p ON p.oid = tgfoid
WHERE NOT tgisinternal AND relnamespace IN {_SCHEMAS} AND pronamespace IN {_SCHEMAS} ORDER BY 1, 2"""

_ROLES = """
SELECT rolname::text,
       array_remove(ARRAY[CASE WHEN rolsuper THEN 'SUPERUSER' END,
                          CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
                          CASE WHEN rolcreaterole THEN 'CREATEROLE' END], NULL),
       ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid ORDER BY 1)
FROM pg_roles r WHERE NOT rolcanlogin AND rolname !~ '^pg_' ORDER BY 1"""


def read(connection: psycopg.Connection[Any]) -> Law:
    """The law of the database, with names that carry their schema."""

    def rows(query: str) -> list[Any]:
        found = connection.execute(query.encode()).fetchall()
        return [tuple(tuple(v) if isinstance(v, list) else v for v in row) for row in found]

    with connection.transaction():
        connection.execute("SET LOCAL search_path = pg_catalog")
        columns = rows(_COLUMNS)
        relations = [
            Relation(*row, tuple(Column(*column) for table, *column in columns if table == oid))
            for oid, *row in rows(_RELATIONS)
        ]
        return Law(
            connection.info.server_version // 10000,
            tuple(Policy(*row) for row in rows(_POLICIES)),
            tuple(relations),
            tuple(Privilege(*row) for row in rows(_PRIVILEGES)),
            tuple(Function(*row) for row in rows(_FUNCTIONS)),
            tuple(Key(*row) for row in rows(_KEYS)),
            tuple(Trigger(*row) for row in rows(_TRIGGERS)),
            tuple(Role(*row) for row in rows(_ROLES)),
        )
