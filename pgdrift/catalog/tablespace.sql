-- Tablespaces of the server, without where they lie. Who owns PostgreSQL's own is initdb's choice at first.
SELECT quote_ident(t.spcname) AS name, quote_ident(t.spcname) AS tablespace,
       CASE WHEN t.oid >= 16384 OR t.spcowner <> 10 THEN owner.name END AS owner,
       ARRAY(SELECT o FROM unnest(t.spcoptions) o ORDER BY o) AS options, d.description AS comment
FROM pg_tablespace t
JOIN role_names owner ON owner.oid = t.spcowner
LEFT JOIN pg_shdescription d ON d.objoid = t.oid AND d.classoid = 'pg_tablespace'::regclass
ORDER BY 1
