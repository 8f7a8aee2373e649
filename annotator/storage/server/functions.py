"""The functions and triggers of a study on a server, by which its walls know who asks.

None runs with more than the caller's own rights (no SECURITY DEFINER). Who asks is the login
that the session was opened with (`session_user`), which no `SET ROLE` changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.storage.server.connecting import SCHEMA
from annotator.storage.server.tables import CODERS_PARTS

FIRST = (
    """CREATE TABLE IF NOT EXISTS annotator.logins (
    login text PRIMARY KEY, coder_id text, role text NOT NULL)""",
    """CREATE OR REPLACE FUNCTION annotator.own_coder() RETURNS text STABLE LANGUAGE sql
    RETURN (SELECT coder_id FROM annotator.logins WHERE login = session_user)""",
    """CREATE OR REPLACE FUNCTION annotator.own_chain() RETURNS text STABLE LANGUAGE sql
    RETURN coalesce(annotator.own_coder(), '')""",
)
"""What the tables themselves need."""

_SHUT = """CREATE OR REPLACE FUNCTION annotator.shut_accounts() RETURNS SETOF text
STABLE LANGUAGE sql BEGIN ATOMIC
WITH given AS (
    SELECT a.account_id, a.round_id, a.progress, a.position, a.seq, a.id,
        r.number, r.hides_other_account AS hides
    FROM annotator.assignments AS a JOIN annotator.rounds AS r ON r.id = a.round_id
    WHERE a.coder_id = annotator.own_coder()
), newest AS (
    SELECT DISTINCT ON (account_id) * FROM given ORDER BY account_id, number DESC, seq, id
), alone AS (
    SELECT newest.*, place.session_id, place.voice
    FROM newest JOIN annotator.accounts AS place ON place.id = newest.account_id
    WHERE place.voice IN ('therapist', 'patient') AND newest.hides = 1 AND NOT EXISTS (
        SELECT 1 FROM annotator.openings AS o WHERE o.coder_id = annotator.own_coder()
            AND o.session_id = place.session_id AND o.round_id = newest.round_id)
), firsts AS (
    SELECT DISTINCT ON (session_id) * FROM alone ORDER BY session_id, position, voice = 'patient'
)
SELECT place.id FROM annotator.accounts AS place JOIN firsts USING (session_id)
WHERE place.voice <> 'session' AND place.id <> firsts.account_id
    AND (firsts.progress <> 'done' OR place.id NOT IN (SELECT account_id FROM given));
END"""
"""The rule of `domain.visibility`, word for word; a test holds both together."""

_LETS = """CREATE OR REPLACE FUNCTION annotator.lets(wanted text) RETURNS boolean
STABLE LANGUAGE sql RETURN EXISTS (
    SELECT 1 FROM annotator.assignments AS a JOIN annotator.rounds AS r ON r.id = a.round_id
    WHERE a.coder_id = annotator.own_coder() AND r.allows::jsonb ? wanted)"""

_ASSIGNMENT = """CREATE OR REPLACE FUNCTION annotator.guard_assignment() RETURNS trigger
LANGUAGE plpgsql SET search_path = annotator, pg_temp AS $$
BEGIN
    IF annotator.own_coder() IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.round_id, NEW.coder_id, NEW.account_id, NEW.position)
            IS NOT DISTINCT FROM (OLD.id, OLD.round_id, OLD.coder_id, OLD.account_id, OLD.position)
        THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM annotator.rounds WHERE id = OLD.round_id AND kind = 'open')
        THEN RETURN OLD; END IF;
    ELSIF EXISTS (SELECT 1 FROM annotator.rounds WHERE id = NEW.round_id AND kind = 'open')
        AND NOT EXISTS (
            SELECT 1 FROM annotator.assignments AS a
            JOIN annotator.rounds AS r ON r.id = a.round_id
            JOIN annotator.accounts AS p ON p.id = a.account_id
            JOIN annotator.accounts AS q ON q.session_id = p.session_id
            WHERE a.coder_id = annotator.own_coder() AND q.id = NEW.account_id
                AND r.hides_other_account = 1)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'assignments are the PI''s' USING ERRCODE = '42501';
END $$"""
"""A coder says how far the work is; what is to be done, and in which order, is the PI's to say.

Else a coder could shut open an account that is to be read second.
"""

_OPENING = """CREATE OR REPLACE FUNCTION annotator.guard_opening() RETURNS trigger LANGUAGE plpgsql
SET search_path = annotator, pg_temp AS $$
BEGIN
    IF annotator.own_coder() IS NULL OR EXISTS (
        SELECT 1 FROM annotator.assignments AS a
        JOIN annotator.accounts AS p ON p.id = a.account_id
        WHERE a.coder_id = annotator.own_coder() AND a.progress = 'done'
            AND p.session_id = NEW.session_id AND p.id NOT IN (SELECT annotator.shut_accounts()))
    THEN RETURN NEW; END IF;
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
    for part, (record, parent) in CODERS_PARTS.items():
        yield _owned(part, record, parent)
        yield from _trigger(f"own_{part}", part, "INSERT OR UPDATE")


def _trigger(name: str, table: str, when: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {name} ON {SCHEMA}.{table}"
    yield (
        f"CREATE TRIGGER {name} BEFORE {when} ON {SCHEMA}.{table} "
        f"FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.{name}()"
    )


def _owned(part: str, record: str, parent: str) -> str:
    """A part's owner is that of its record, among those records that the caller may see.

    Of two with one id it is the caller's own.
    """
    return (
        f"CREATE OR REPLACE FUNCTION {SCHEMA}.own_{part}() RETURNS trigger LANGUAGE plpgsql "
        f"SET search_path = annotator, pg_temp AS $$ BEGIN "
        f"NEW.owner := coalesce((SELECT owner FROM {SCHEMA}.{record} WHERE id = NEW.{parent} "
        f"ORDER BY owner = {SCHEMA}.own_coder() DESC NULLS LAST LIMIT 1), ''); "
        f"RETURN NEW; END $$"
    )
