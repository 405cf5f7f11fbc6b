-- Takes everything out of a database: quicker than making a new one.
DO $$
DECLARE statement text;
BEGIN
    FOR statement IN
        SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger
        UNION ALL SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
        UNION ALL SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
                  WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
        UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER %I CASCADE', fdwname) FROM pg_foreign_data_wrapper
        -- Not DROP OWNED: it takes away what the roles hold on other databases, too.
        UNION ALL SELECT DISTINCT format('REVOKE ALL ON DATABASE %I FROM %s CASCADE', datname,
                                         CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
                  FROM pg_database, aclexplode(datacl) WHERE datname = current_database()
        UNION ALL SELECT format('ALTER ROLE %I IN DATABASE %I RESET ALL', pg_get_userbyid(setrole), datname)
                  FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase
                  WHERE datname = current_database() AND setrole <> 0
        UNION ALL SELECT format(action, current_database()) FROM unnest(ARRAY[
                      'ALTER DATABASE %I OWNER TO CURRENT_USER', 'ALTER DATABASE %I RESET ALL',
                      'ALTER DATABASE %I CONNECTION LIMIT -1', 'COMMENT ON DATABASE %I IS NULL',
                      'REVOKE ALL ON DATABASE %I FROM PUBLIC', 'GRANT ALL ON DATABASE %I TO CURRENT_USER',
                      'GRANT CONNECT, TEMPORARY ON DATABASE %I TO PUBLIC'])
                  AS action
    LOOP
        EXECUTE statement;
    END LOOP;
END $$;
SET allow_system_table_mods = on;
DELETE FROM pg_default_acl;
DELETE FROM pg_shdepend WHERE classid = 'pg_default_acl'::regclass
    AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database());
RESET allow_system_table_mods;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
