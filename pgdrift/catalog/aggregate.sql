-- Aggregates: the functions that each is made of, the state they work on, and where it starts.
-- The second half of the fields is for moving windows, where values also leave the state.
SELECT f.name, f.name AS name_and_types, f.schema, f.schema || '.' || quote_ident(p.proname) AS aggregate,
       coalesce(nullif(pg_get_function_identity_arguments(f.oid), ''), '*') AS signature,
       coalesce(nullif(pg_get_function_arguments(f.oid), ''), '*') AS arguments,
       pg_get_function_result(f.oid) AS result,
       CASE a.aggkind WHEN 'n' THEN 'ordinary' WHEN 'o' THEN 'ordered-set' ELSE 'hypothetical-set' END AS variant,
       a.aggtransfn::text AS transition, format_type(a.aggtranstype, NULL) AS state_type,
       nullif(a.aggtransspace, 0) AS state_size, a.agginitval AS initial,
       nullif(a.aggfinalfn::oid, 0)::regproc::text AS final, a.aggfinalextra AS final_extra,
       nullif(a.aggfinalmodify, CASE a.aggkind WHEN 'n' THEN 'r'::"char" ELSE 'w' END) AS final_modify,
       nullif(a.aggcombinefn::oid, 0)::regproc::text AS combine,
       nullif(a.aggserialfn::oid, 0)::regproc::text AS serialize,
       nullif(a.aggdeserialfn::oid, 0)::regproc::text AS deserialize,
       nullif(a.aggmtransfn::oid, 0)::regproc::text AS moving_transition,
       nullif(a.aggminvtransfn::oid, 0)::regproc::text AS moving_inverse,
       format_type(nullif(a.aggmtranstype, 0), NULL) AS moving_state_type,
       nullif(a.aggmtransspace, 0) AS moving_state_size, a.aggminitval AS moving_initial,
       nullif(a.aggmfinalfn::oid, 0)::regproc::text AS moving_final, a.aggmfinalextra AS moving_final_extra,
       nullif(a.aggmfinalmodify, CASE a.aggkind WHEN 'n' THEN 'r'::"char" ELSE 'w' END) AS moving_final_modify,
       'OPERATOR(' || quote_ident(n.nspname) || '.' || o.oprname || ')' AS sort_operator,
       CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END AS parallel,
       owner.name AS owner, d.description AS comment
FROM our_functions f
JOIN pg_proc p ON p.oid = f.oid
JOIN pg_aggregate a ON a.aggfnoid = f.oid
JOIN role_names owner ON owner.oid = f.proowner
LEFT JOIN pg_operator o ON o.oid = a.aggsortop
LEFT JOIN pg_namespace n ON n.oid = o.oprnamespace
LEFT JOIN pg_description d ON d.objoid = f.oid AND d.classoid = 'pg_proc'::regclass AND d.objsubid = 0
ORDER BY f.name
