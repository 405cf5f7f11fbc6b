-- Foreign data wrappers: the code that reads and writes what lies outside the database.
-- Everybody may read their options. Values of what is named like a secret are nobody's business here.
SELECT quote_ident(f.fdwname) AS name, quote_ident(f.fdwname) AS wrapper, owner.name AS owner,
       nullif(f.fdwhandler::regproc::text, '-') AS handler,
       nullif(f.fdwvalidator::regproc::text, '-') AS validator,
       ARRAY(SELECT CASE WHEN o ~* '^[^=]*(passw|secret|token|key|credential)' THEN split_part(o, '=', 1)
                         ELSE o END
             FROM unnest(f.fdwoptions) o ORDER BY 1) AS options,
       d.description AS comment
FROM pg_foreign_data_wrapper f
JOIN role_names owner ON owner.oid = f.fdwowner
LEFT JOIN pg_description d
    ON d.objoid = f.oid AND d.classoid = 'pg_foreign_data_wrapper'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_foreign_data_wrapper'::regclass AND m.objid = f.oid)
ORDER BY 1
