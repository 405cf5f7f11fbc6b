-- One text that is another one as soon as anything in the catalog has been changed, by whomever.
-- Every change writes a new row version (xmin); statistics, vacuum and sequences in use do not.
WITH kept AS (
    SELECT c.oid, c.xmin FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid >= 16384 AND n.nspname NOT LIKE 'pg\_t%'
)
SELECT md5(concat_ws(' ',
    (SELECT sum(hashtext(concat(oid, ' ', xmin))) FROM kept),
    (SELECT sum(hashtext(concat(attrelid, attnum, ' ', a.xmin))) FROM pg_attribute a JOIN kept k ON k.oid = a.attrelid),
    (SELECT sum(hashtext(concat(a.oid, ' ', a.xmin))) FROM pg_attrdef a JOIN kept k ON k.oid = a.adrelid),
    (SELECT sum(hashtext(concat(c.oid, ' ', c.xmin))) FROM pg_constraint c
     WHERE c.oid >= 16384 AND (c.conrelid = 0 OR c.conrelid IN (SELECT oid FROM kept))),
    (SELECT sum(hashtext(concat(t.oid, ' ', t.xmin))) FROM pg_trigger t JOIN kept k ON k.oid = t.tgrelid),
    (SELECT sum(hashtext(concat(p.oid, ' ', p.xmin))) FROM pg_policy p),
    (SELECT sum(hashtext(concat(r.oid, ' ', r.xmin))) FROM pg_rewrite r JOIN kept k ON k.oid = r.ev_class),
    (SELECT sum(hashtext(concat(i.indexrelid, ' ', i.xmin))) FROM pg_index i JOIN kept k ON k.oid = i.indexrelid),
    (SELECT sum(hashtext(concat(p.oid, ' ', p.xmin))) FROM pg_proc p WHERE p.oid >= 16384),
    (SELECT sum(hashtext(concat(t.oid, ' ', t.xmin))) FROM pg_type t
     WHERE t.oid >= 16384 AND (t.typrelid = 0 OR t.typrelid IN (SELECT oid FROM kept)) AND t.typelem = 0),
    (SELECT sum(hashtext(concat(e.oid, ' ', e.xmin))) FROM pg_enum e),
    (SELECT sum(hashtext(concat(s.seqrelid, ' ', s.xmin))) FROM pg_sequence s JOIN kept k ON k.oid = s.seqrelid),
    (SELECT sum(hashtext(concat(n.oid, ' ', n.xmin))) FROM pg_namespace n WHERE n.nspname NOT LIKE 'pg\_t%'),
    (SELECT sum(hashtext(concat(e.oid, ' ', e.xmin))) FROM pg_extension e),
    (SELECT sum(hashtext(concat(d.oid, ' ', d.xmin))) FROM pg_default_acl d),
    (SELECT sum(hashtext(concat(d.objoid, d.objsubid, ' ', d.xmin))) FROM pg_description d WHERE d.objoid >= 16384),
    (SELECT sum(hashtext(concat(s.setrole, s.setdatabase, ' ', s.xmin))) FROM pg_db_role_setting s
     WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))),
    (SELECT sum(hashtext(concat(c.oid, c.relacl))) FROM pg_class c WHERE c.oid < 16384),
    (SELECT sum(hashtext(concat(a.attrelid, a.attnum, a.attacl))) FROM pg_attribute a
     WHERE a.attrelid < 16384 AND a.attacl IS NOT NULL),
    (SELECT sum(hashtext(concat(p.oid, p.proacl))) FROM pg_proc p WHERE p.oid < 16384 AND p.proacl IS NOT NULL),
    (SELECT sum(hashtext(concat(e.oid, ' ', e.xmin))) FROM pg_event_trigger e),
    (SELECT sum(hashtext(concat(p.oid, ' ', p.xmin))) FROM pg_publication p),
    (SELECT sum(hashtext(concat(r.oid, ' ', r.xmin))) FROM pg_publication_rel r),
    (SELECT sum(hashtext(concat(n.oid, ' ', n.xmin))) FROM pg_publication_namespace n),
    (SELECT sum(hashtext(concat(s.oid, ' ', s.xmin))) FROM pg_statistic_ext s),
    (SELECT sum(hashtext(concat(l.oid, l.lanacl))) FROM pg_language l),
    (SELECT sum(hashtext(concat(f.oid, ' ', f.xmin))) FROM pg_foreign_data_wrapper f),
    (SELECT sum(hashtext(concat(s.oid, ' ', s.xmin))) FROM pg_foreign_server s),
    -- Applications make and remove large objects as they do rows; only privileges on one are compared.
    (SELECT sum(hashtext(concat(o.oid, ' ', o.xmin))) FROM pg_largeobject_metadata o WHERE o.lomacl IS NOT NULL),
    (SELECT sum(hashtext(concat(t.oid, t.spcacl))) FROM pg_tablespace t),
    (SELECT sum(hashtext(concat(p.oid, ' ', p.xmin))) FROM pg_parameter_acl p),
    (SELECT sum(hashtext(concat(m.roleid, m.member, ' ', m.xmin))) FROM pg_auth_members m),
    (SELECT sum(hashtext(concat(i.inhrelid, i.inhparent, ' ', i.xmin))) FROM pg_inherits i),
    (SELECT sum(hashtext(concat(p.partrelid, ' ', p.xmin))) FROM pg_partitioned_table p),
    (SELECT sum(hashtext(concat(r.rngtypid, ' ', r.xmin))) FROM pg_range r),
    (SELECT sum(hashtext(concat(a.aggfnoid::oid, ' ', a.xmin))) FROM pg_aggregate a),
    (SELECT sum(hashtext(concat(c.oid, ' ', c.xmin))) FROM pg_cast c WHERE c.oid >= 16384),
    (SELECT sum(hashtext(concat(c.oid, ' ', c.xmin))) FROM pg_collation c WHERE c.oid >= 16384),
    (SELECT sum(hashtext(concat(c.oid, ' ', c.xmin))) FROM pg_conversion c WHERE c.oid >= 16384),
    (SELECT sum(hashtext(concat(a.oid, ' ', a.xmin))) FROM pg_am a),
    (SELECT sum(hashtext(concat(t.oid, ' ', t.xmin))) FROM pg_transform t),
    (SELECT sum(hashtext(concat(o.oid, ' ', o.xmin))) FROM pg_operator o WHERE o.oid >= 16384),
    (SELECT sum(hashtext(concat(o.oid, ' ', o.xmin))) FROM pg_opclass o WHERE o.oid >= 16384),
    (SELECT sum(hashtext(concat(f.oid, ' ', f.xmin))) FROM pg_opfamily f WHERE f.oid >= 16384),
    (SELECT sum(hashtext(concat(a.oid, ' ', a.xmin))) FROM pg_amop a WHERE a.oid >= 16384),
    (SELECT sum(hashtext(concat(a.oid, ' ', a.xmin))) FROM pg_amproc a WHERE a.oid >= 16384),
    (SELECT sum(hashtext(concat(c.oid, ' ', c.xmin))) FROM pg_ts_config c),
    (SELECT sum(hashtext(concat(m.mapcfg, m.maptokentype, m.mapseqno, ' ', m.xmin))) FROM pg_ts_config_map m),
    (SELECT sum(hashtext(concat(d.oid, ' ', d.xmin))) FROM pg_ts_dict d),
    (SELECT sum(hashtext(concat(p.oid, ' ', p.xmin))) FROM pg_ts_parser p),
    (SELECT sum(hashtext(concat(t.oid, ' ', t.xmin))) FROM pg_ts_template t),
    (SELECT sum(hashtext(concat(t.ftrelid, ' ', t.xmin))) FROM pg_foreign_table t),
    -- What only its owner may read is left to the eye of its owner.
    (SELECT sum(hashtext(concat(m.umid, m.umuser, m.srvid))) FROM pg_user_mappings m),
    (SELECT sum(hashtext(concat(s.oid, s.subname, s.subowner, s.subenabled, s.subslotname, s.subsynccommit,
                                s.subpublications))) FROM pg_subscription s),
    (SELECT sum(hashtext(concat(l.objoid, l.classoid, l.objsubid, l.provider, l.label))) FROM pg_seclabel l),
    (SELECT sum(hashtext(concat(l.objoid, l.classoid, l.provider, l.label))) FROM pg_shseclabel l),
    (SELECT concat(d.oid, ' ', d.xmin) FROM pg_database d WHERE d.datname = current_database())
)) AS fingerprint
