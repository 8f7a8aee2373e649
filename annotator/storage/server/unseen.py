"""What a server tells everybody about everybody, shut where the one who asks may shut it.

PostgreSQL counts the rows of every table, shows who is connected, and numbers transactions and
large objects, for any login. Each of these tells a coder how much the others work. Only a
superuser can take that away; a study that is made by one has it shut in its own database, else
`check` names it.

A message to the write-ahead log gives the place at which the log is, which tells it too. What
stays open even then is how many roles there are; what a query costs (`EXPLAIN`) is told of those
tables alone that a login may read.
"""

from __future__ import annotations

from collections.abc import Iterator

_SIZES = "(relation|table|indexes|total_relation|database|tablespace)"
_NUMBERS = "(txid|current_xact|snapshot|visible_in_snapshot|xact)"
_STATE = "(current|last|safe|get_multixact|control|ls|prepared|show_repl|get_repl|wal|export)"
_SHUT_FUNCTIONS = f"""DO $$ DECLARE f regprocedure; BEGIN
FOR f IN SELECT p.oid::regprocedure FROM pg_proc AS p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND (
        p.proname ~ '^pg_stat_(get|have|reset|clear|force)_'
        OR p.proname ~ '^pg_{_SIZES}_(size|filenode|filepath)$'
        OR p.proname ~ '^(pg_)?{_NUMBERS}_'
        OR p.proname ~ '^pg_{_STATE}_'
        OR p.proname ~ '^lo(_|read$|write$)'
        OR p.proname IN ('pg_lock_status', 'pg_blocking_pids', 'pg_notification_queue_usage',
            'mxid_age', 'currtid2', 'pg_filenode_relation', 'pg_prepared_xact',
            'pg_logical_emit_message', 'pg_cancel_backend', 'pg_terminate_backend',
            'pg_isolation_test_session_is_blocked')
        OR p.oid = 'age(xid)'::regprocedure)
LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
END LOOP; END $$"""
_SHUT_VIEWS = """DO $$ DECLARE v regclass; BEGIN
FOR v IN SELECT oid::regclass FROM pg_class
    WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'v'
        AND (relname ~ '^pg_stat(io|s)?_' OR relname IN ('pg_locks', 'pg_stats',
            'pg_prepared_xacts', 'pg_replication_slots'))
LOOP EXECUTE format('REVOKE SELECT ON %s FROM PUBLIC', v);
END LOOP; END $$"""
_SHUT_COLUMNS = """DO $$ DECLARE t record; BEGIN
FOR t IN SELECT a.attrelid::regclass AS name, string_agg(quote_ident(a.attname), ', ') AS columns
    FROM pg_attribute AS a
    WHERE a.attrelid IN ('pg_class'::regclass, 'pg_database'::regclass)
        AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attname NOT IN ('reltuples', 'relpages', 'relallvisible', 'relallfrozen',
            'relfrozenxid', 'relminmxid', 'relfilenode', 'datfrozenxid', 'datminmxid')
    GROUP BY a.attrelid
LOOP
    EXECUTE format('REVOKE SELECT ON %s FROM PUBLIC', t.name);
    EXECUTE format('GRANT SELECT (%s) ON %s TO PUBLIC', t.columns, t.name);
END LOOP; END $$"""


def statements() -> Iterator[str]:
    """What a superuser says to shut it, in this database."""
    yield from (_SHUT_FUNCTIONS, _SHUT_VIEWS, _SHUT_COLUMNS)
    for name in ("largeobject_metadata", *_WRITTEN_BY_ALL):
        yield f"REVOKE SELECT ON pg_catalog.pg_{name} FROM PUBLIC"


_WRITTEN_BY_ALL = ("db_role_setting", "default_acl", "shdepend")
"""Catalogues in which any login writes rows of its own, by ALTER ROLE and ALTER DEFAULT
PRIVILEGES: their hidden columns and ids tell how many transactions and large values all make."""

IS_OPEN = """SELECT EXISTS (SELECT 1 FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
            AND proname IN ('pg_stat_get_tuples_inserted', 'pg_logical_emit_message')
            AND has_function_privilege('public', oid, 'EXECUTE'))
    OR has_table_privilege('public', 'pg_catalog.pg_db_role_setting', 'SELECT')"""
"""Whether a server's counters are open to every login; also those that an earlier version left."""
