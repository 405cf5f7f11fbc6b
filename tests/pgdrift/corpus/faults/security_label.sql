-- A label of a module that is not loaded, as a dump from another server may have left it.
INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)
    VALUES ('public.kinds'::regclass, 'pg_class'::regclass, 0, 'selinux', 'system_u:object_r:sepgsql_table_t:s0');
