"""What no coder's login reads of rows that it may read, and what its program is shown instead.

The columns here are not the coder's to ask for. A view in the coder's own schema goes before each
such table, with what a file of handed-out work would hold there: speakers by their role, stops
and asides without notes, rounds without seed and gate, codes without examples that quote a text
which is not the coder's to read. What stands there instead is kept beside, since the view reads
with no more than the coder's own rights.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.storage.server import given
from annotator.storage.server.connecting import SCHEMA

WITHHELD: dict[str, dict[str, str]] = {
    "interviews": {"interviewer": "NULL::text", "reason": "NULL::text"},
    "transcripts": {"source": "''::text"},
    "turns": {"speaker": "called"},
    "stops": {"note": "''::text", "marker": "marked"},
    "asides": {"note": "''::text"},
    "rounds": {
        "seed": "drawn",
        "gate_coefficient": "''::text",
        "gate_threshold": "NULL::double precision",
    },
    "codes": {
        "examples": f"""coalesce((SELECT json_agg(e.text ORDER BY e.position)::text
            FROM {SCHEMA}.examples AS e
            WHERE e.codebook_id = codes.codebook_id AND e.code_id = codes.id), '[]')"""
    },
}
"""By table of the PI's the columns that no coder reads, and what stands there instead."""

SHOWN = {"accounts": given.SHOWN_ACCOUNTS}
"""By table of the PI's which rows a coder's program is shown, where the table tells of more."""

BESIDE = {"turns": "called", "stops": "marked", "rounds": "drawn"}
"""By table the column that a coder reads in another's place."""

EXAMPLES = ("codebook_id", "code_id", "position", "text")
"""The columns of the table of examples that a coder reads."""

QUOTES = "texts"
"""The column beside with the transcripts that one quotes: ids of texts that may be shut."""

QUOTED = f"texts = '{{}}' OR texts && ARRAY(SELECT id FROM {SCHEMA}.transcripts)"
"""The examples that one reads: those that quote nothing, or a text that is open."""

DOUBT, NOTES = "?", f"{SCHEMA}.notes"
"""What stands in `texts` where nobody knows any more that an example quotes none; and what a
program sets to `on` for a transaction in which it notes that itself."""

_DOUBT = f"""CREATE OR REPLACE FUNCTION {SCHEMA}.doubt_examples() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$ BEGIN
    IF current_setting('{NOTES}', true) IS DISTINCT FROM 'on' THEN
        UPDATE {SCHEMA}.examples SET texts = '{{{DOUBT}}}' WHERE texts = '{{}}';
    END IF;
    RETURN NULL;
END $$"""
"""An older program writes a text and does not note which examples quote it: those that quoted
none are shut until a PI's program of today has looked."""

_COLUMNS = (
    ("turns", "called", "text"),
    ("stops", "marked", "text GENERATED ALWAYS AS "
     "(CASE WHEN marker <> '' THEN '[stop]' ELSE marker END) STORED"),
    ("rounds", "drawn", "bigint GENERATED ALWAYS AS "
     "(CASE WHEN seed IS NOT NULL THEN 0 END) STORED"),
)  # fmt: skip

_CALL = """CREATE OR REPLACE FUNCTION annotator.call_speaker() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$ BEGIN
    NEW.called := CASE WHEN coalesce(NEW.speaker, '') = '' THEN NEW.speaker
        WHEN NEW.role <> 'other' THEN upper(left(NEW.role, 1)) END;
    IF NEW.called IS NULL AND NEW.speaker <> '' THEN
        SELECT t.called INTO NEW.called FROM annotator.turns AS t
        WHERE t.transcript_id = NEW.transcript_id AND t.role = 'other'
            AND t.speaker = NEW.speaker AND t.called IS NOT NULL LIMIT 1;
        IF NOT FOUND THEN
            SELECT 'Speaker ' || 1 + coalesce(max(substr(t.called, 9)::bigint), 0)
            INTO NEW.called FROM annotator.turns AS t
            WHERE t.transcript_id = NEW.transcript_id AND t.role = 'other' AND t.speaker <> ''
                AND t.position <> NEW.position;
        END IF;
    END IF;
    RETURN NEW;
END $$"""
"""A speaker is called by the role; who has none is numbered in order of talk. One whose role
changes gets a number after those that stand, so that no two are called alike and the rest stay.

A plan that was made while the table was empty would look through all of it for each turn.
"""

CALL_ALL = f"""UPDATE {SCHEMA}.turns AS t SET called = n.called FROM (
    SELECT transcript_id, position, CASE
        WHEN coalesce(speaker, '') = '' THEN speaker
        WHEN role <> 'other' THEN upper(left(role, 1))
        ELSE 'Speaker ' || dense_rank() OVER (
            PARTITION BY transcript_id, role = 'other' AND speaker <> '' ORDER BY begins)
        END AS called
    FROM (SELECT transcript_id, position, speaker, role, min(position) OVER (
        PARTITION BY transcript_id, role, speaker) AS begins FROM {SCHEMA}.turns) AS own
) AS n WHERE n.transcript_id = t.transcript_id AND n.position = t.position"""
"""The same of all turns that stood there before."""


def statements() -> Iterator[str]:
    """What makes the columns, the table of examples and the triggers, after the tables."""
    for table, name, made in _COLUMNS:
        yield f"ALTER TABLE {SCHEMA}.{table} ADD COLUMN IF NOT EXISTS {name} {made}"
    yield f"""CREATE TABLE IF NOT EXISTS {SCHEMA}.examples (
        codebook_id text, code_id text, position bigint, text text NOT NULL,
        texts text[] NOT NULL, PRIMARY KEY (codebook_id, code_id, position))"""
    yield f"ALTER TABLE {SCHEMA}.examples ALTER COLUMN text SET STATISTICS 0"
    yield (
        f"CREATE INDEX IF NOT EXISTS turns_of_others ON {SCHEMA}.turns (transcript_id, speaker) "
        "WHERE role = 'other'"
    )
    yield _DOUBT
    yield f"DROP TRIGGER IF EXISTS doubt_examples ON {SCHEMA}.transcripts"
    yield (
        f"CREATE TRIGGER doubt_examples AFTER INSERT ON {SCHEMA}.transcripts "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.doubt_examples()"
    )
    yield _CALL
    yield f"DROP TRIGGER IF EXISTS call_speaker ON {SCHEMA}.turns"
    yield (
        f"CREATE TRIGGER call_speaker BEFORE INSERT OR UPDATE OF speaker, role "
        f"ON {SCHEMA}.turns FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.call_speaker()"
    )
