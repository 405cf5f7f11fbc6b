-- The database itself: what CREATE DATABASE decided.
SELECT 'database' AS name, owner.name AS owner, pg_encoding_to_char(d.encoding) AS encoding,
       d.datcollate AS collate, d.datctype AS ctype,
       CASE d.datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END AS locale_provider,
       coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale,
       to_jsonb(d) ->> 'daticurules' AS icu_rules, d.datistemplate AS is_template,
       quote_ident(t.spcname) AS tablespace,
       d.datconnlimit AS connection_limit, sd.description AS comment
FROM pg_database d
JOIN role_names owner ON owner.oid = d.datdba
JOIN pg_tablespace t ON t.oid = d.dattablespace
LEFT JOIN pg_shdescription sd ON sd.objoid = d.oid AND sd.classoid = 'pg_database'::regclass
WHERE d.datname = current_database()
