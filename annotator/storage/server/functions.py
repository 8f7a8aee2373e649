"""The functions and triggers of a study on a server, by which its walls know who asks.

None runs with more than the caller's own rights (no SECURITY DEFINER). Who asks is the login
that the session was opened with (`session_user`), which no `SET ROLE` changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.storage.server.connecting import SCHEMA

FIRST = (
    """CREATE TABLE IF NOT EXISTS annotator.logins (
    login text PRIMARY KEY, coder_id text, role text NOT NULL)""",
    "ALTER TABLE annotator.logins ADD COLUMN IF NOT EXISTS called text NOT NULL DEFAULT ''",
    """CREATE OR REPLACE FUNCTION annotator.own_coder() RETURNS text STABLE LANGUAGE sql
    RETURN (SELECT coder_id FROM annotator.logins WHERE login = session_user)""",
    """CREATE OR REPLACE FUNCTION annotator.own_chain() RETURNS text STABLE LANGUAGE sql
    RETURN coalesce(annotator.own_coder(), '')""",
    """CREATE TABLE IF NOT EXISTS annotator.homes (
    coder_id text PRIMARY KEY, home text NOT NULL UNIQUE)""",
    """CREATE OR REPLACE FUNCTION annotator.own_home() RETURNS text STABLE LANGUAGE sql
    RETURN (SELECT home FROM annotator.homes WHERE coder_id = annotator.own_coder())""",
)
"""What the tables themselves need."""

_SHUT = """CREATE OR REPLACE FUNCTION annotator.shut_accounts() RETURNS SETOF text
STABLE LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ BEGIN
IF annotator.own_home() IS NULL THEN RETURN; END IF;
RETURN QUERY EXECUTE format($q$
WITH given AS (
    SELECT a.account_id, a.round_id, a.progress, a.position, a.seq, a.id,
        r.number, r.hides_other_account AS hides
    FROM %1$I.assignments AS a JOIN annotator.rounds AS r ON r.id = a.round_id
), newest AS (
    SELECT DISTINCT ON (account_id) * FROM given ORDER BY account_id, number DESC, seq, id
), alone AS (
    SELECT newest.*, place.session_id, place.voice
    FROM newest JOIN annotator.accounts AS place ON place.id = newest.account_id
    WHERE place.voice IN ('therapist', 'patient') AND newest.hides = 1 AND NOT EXISTS (
        SELECT 1 FROM %1$I.openings AS o
        WHERE o.session_id = place.session_id AND o.round_id = newest.round_id)
), firsts AS (
    SELECT DISTINCT ON (session_id) * FROM alone ORDER BY session_id, position, voice = 'patient'
)
SELECT place.id FROM annotator.accounts AS place JOIN firsts USING (session_id)
WHERE place.voice <> 'session' AND place.id <> firsts.account_id
    AND (firsts.progress <> 'done' OR place.id NOT IN (SELECT account_id FROM given))
$q$, annotator.own_home());
END $$"""
"""The rule of `domain.visibility`, word for word; a test holds both together."""

_LETS = """CREATE OR REPLACE FUNCTION annotator.lets(wanted text) RETURNS boolean
STABLE LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE found boolean; BEGIN
IF EXISTS (SELECT 1 FROM annotator.logins WHERE login = session_user AND role = 'reader')
THEN RETURN true; END IF;
IF annotator.own_home() IS NULL THEN RETURN false; END IF;
EXECUTE format($q$ SELECT EXISTS (
    SELECT 1 FROM %I.assignments AS a JOIN annotator.rounds AS r ON r.id = a.round_id
    WHERE r.allows::jsonb ? $1) $q$, annotator.own_home()) INTO found USING wanted;
RETURN found;
END $$"""

_ASSIGNMENT = """CREATE OR REPLACE FUNCTION annotator.guard_assignment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE alone boolean; BEGIN
    IF annotator.own_home() IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.round_id, NEW.coder_id, NEW.account_id, NEW.position)
            IS NOT DISTINCT FROM (OLD.id, OLD.round_id, OLD.coder_id, OLD.account_id, OLD.position)
        THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM annotator.rounds WHERE id = OLD.round_id AND kind = 'open')
        THEN RETURN OLD; END IF;
    ELSIF EXISTS (SELECT 1 FROM annotator.rounds WHERE id = NEW.round_id AND kind = 'open') THEN
        EXECUTE format($q$ SELECT EXISTS (
            SELECT 1 FROM %I.assignments AS a
            JOIN annotator.rounds AS r ON r.id = a.round_id
            JOIN annotator.accounts AS p ON p.id = a.account_id
            JOIN annotator.accounts AS q ON q.session_id = p.session_id
            WHERE q.id = $1 AND r.hides_other_account = 1) $q$, annotator.own_home())
        INTO alone USING NEW.account_id;
        IF NOT alone AND EXISTS (
            SELECT 1 FROM annotator.transcripts WHERE account_id = NEW.account_id)
        THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'assignments are the PI''s' USING ERRCODE = '42501';
END $$"""
"""A coder says how far the work is; what is to be done, and in which order, is the PI's to say.

Else a coder could shut open an account that is to be read second, or one that no round has given.
"""

_OPENING = """CREATE OR REPLACE FUNCTION annotator.guard_opening() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE done boolean; BEGIN
    IF annotator.own_home() IS NULL THEN RETURN NEW; END IF;
    EXECUTE format($q$ SELECT EXISTS (
        SELECT 1 FROM %I.assignments AS a JOIN annotator.accounts AS p ON p.id = a.account_id
        WHERE a.progress = 'done' AND p.session_id = $1
            AND p.id NOT IN (SELECT annotator.shut_accounts())) $q$, annotator.own_home())
    INTO done USING NEW.session_id;
    IF done THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'the first account is not done' USING ERRCODE = '42501';
END $$"""

_VIEWS = """CREATE OR REPLACE VIEW annotator.{name}
WITH (security_invoker = true) AS SELECT {columns} FROM annotator.{name}_chains
WHERE chain = annotator.own_chain() WITH CHECK OPTION"""

_COLUMNS = {
    "journal": "seq, at, device, device_seq, actor, action, records, payload_sha256, hash",
    "journal_payloads": "seq, salt, payload",
    "journal_head": "only, seq, hash",
}


def statements() -> Iterator[str]:
    """What makes functions, views and triggers, after the tables."""
    yield from (_SHUT, _LETS, _ASSIGNMENT, _OPENING)
    for name, columns in _COLUMNS.items():
        listed = ", ".join(f'"{each}"' for each in columns.split(", "))
        yield _VIEWS.format(name=name, columns=listed)
    yield from _trigger("guard_assignment", "assignments", "INSERT OR UPDATE OR DELETE")
    yield from _trigger("guard_opening", "openings", "INSERT")


def _trigger(name: str, table: str, when: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {name} ON {SCHEMA}.{table}"
    yield (
        f"CREATE TRIGGER {name} BEFORE {when} ON {SCHEMA}.{table} "
        f"FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.{name}()"
    )
