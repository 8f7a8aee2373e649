"""Which texts and which part of the design a coder's login reads once rounds give it work.

A coder to whom no round has given anything works in the open round, and reads all that nothing
shuts. From the first round on the login reads what a file of handed-out work would hold: the
texts that are given, those that the own moments stand in already, and what of the design belongs
to them. All of it follows from the coder's own rows, the rounds and the bare list of accounts, so
that no answer and no time tells of anybody else.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.storage.server.connecting import SCHEMA

_LIMITED = """CREATE OR REPLACE FUNCTION annotator.is_limited() RETURNS boolean
STABLE LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE found boolean; BEGIN
IF annotator.own_home() IS NULL OR EXISTS (
    SELECT 1 FROM annotator.logins WHERE login = session_user AND role = 'reader')
THEN RETURN false; END IF;
EXECUTE format($q$ SELECT EXISTS (
    SELECT 1 FROM %I.assignments AS a JOIN annotator.rounds AS r ON r.id = a.round_id
    WHERE r.kind <> 'open') $q$, annotator.own_home()) INTO found;
RETURN found;
END $$"""
"""Whether a round has given the coder work; a reader of the consensus has none."""

_GIVEN = """CREATE OR REPLACE FUNCTION annotator.given_accounts() RETURNS SETOF text
STABLE LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ BEGIN
IF annotator.own_home() IS NULL THEN RETURN; END IF;
RETURN QUERY EXECUTE format($q$
SELECT a.account_id FROM %1$I.assignments AS a
UNION SELECT place.id
FROM %1$I.openings AS o
JOIN annotator.rounds AS r ON r.id = o.round_id AND r.hides_other_account = 1
JOIN annotator.accounts AS place ON place.session_id = o.session_id AND place.voice <> 'session'
WHERE EXISTS (
    SELECT 1 FROM %1$I.assignments AS a JOIN annotator.accounts AS p ON p.id = a.account_id
    WHERE a.round_id = o.round_id AND p.session_id = o.session_id)
$q$, annotator.own_home());
END $$"""
"""Accounts that were given, and all of a session that was opened for dyadic reading."""

_MARKED = """CREATE OR REPLACE FUNCTION annotator.marked_texts() RETURNS SETOF text
STABLE LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ BEGIN
IF annotator.own_home() IS NULL THEN RETURN; END IF;
RETURN QUERY EXECUTE format('SELECT DISTINCT transcript_id FROM %I.moments',
    annotator.own_home());
END $$"""
"""Transcripts that own moments stand in: work of the open round, from before rounds gave any."""

_SHOWN = """CREATE OR REPLACE FUNCTION annotator.shown_accounts() RETURNS SETOF text
STABLE LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ BEGIN
IF annotator.own_home() IS NULL THEN RETURN; END IF;
RETURN QUERY EXECUTE format($q$
WITH newest AS (
    SELECT DISTINCT ON (a.account_id) place.session_id, place.voice, r.hides_other_account AS hides
    FROM %1$I.assignments AS a
    JOIN annotator.rounds AS r ON r.id = a.round_id
    JOIN annotator.accounts AS place ON place.id = a.account_id
    ORDER BY a.account_id, r.number DESC, a.seq, a.id
)
SELECT annotator.given_accounts()
UNION SELECT place.id FROM annotator.accounts AS place JOIN newest USING (session_id)
    WHERE newest.hides = 1 AND newest.voice IN ('therapist', 'patient')
        AND place.voice <> 'session'
UNION SELECT account_id FROM annotator.transcripts
$q$, annotator.own_home());
END $$"""
"""The same, with what is shut beside an account that is to be read first, and those of all texts
that are open, for the marked ones."""

_OPEN_DESIGN = f"NOT (SELECT {SCHEMA}.is_limited()) OR "

READ_TEXTS = (
    f"account_id NOT IN (SELECT {SCHEMA}.shut_accounts()) AND ("
    f"{_OPEN_DESIGN}account_id IN (SELECT {SCHEMA}.given_accounts()) "
    f"OR id IN (SELECT {SCHEMA}.marked_texts()))"
)
"""The rows of `transcripts` that a coder reads."""

SHOWN_ACCOUNTS = f"{_OPEN_DESIGN}id IN (SELECT {SCHEMA}.shown_accounts())"
"""The rows of `accounts` that a coder's program is shown: a rule of the coder's view, since the
functions that the policies ask need all of them."""

_OF_SHOWN = f"(SELECT session_id FROM {SCHEMA}.accounts WHERE {SHOWN_ACCOUNTS})"

DESIGN = {
    "sessions": f"{_OPEN_DESIGN}id IN {_OF_SHOWN}",
    "dyads": f"{_OPEN_DESIGN}id IN (SELECT dyad_id FROM {SCHEMA}.sessions)",
    "interviews": f"{_OPEN_DESIGN}account_id IN (SELECT {SCHEMA}.shown_accounts())",
    "participants": f"{_OPEN_DESIGN}id IN "
    f"(SELECT unnest(ARRAY[therapist_id, patient_id]) FROM {SCHEMA}.dyads) "
    f"OR id IN (SELECT participant_id FROM {SCHEMA}.interviews)",
}
"""By table of the design which rows a coder reads."""


def statements() -> Iterator[str]:
    """What makes the functions, after the tables."""
    yield from (_LIMITED, _GIVEN, _MARKED, _SHOWN)
