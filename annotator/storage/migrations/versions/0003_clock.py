"""Ranges out of their stop's time, the interview guide, questionnaires, steps to dyadic reading."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
    """ALTER TABLE study ADD COLUMN relations TEXT NOT NULL
    DEFAULT '["converging", "complementary", "diverging"]'""",
    "ALTER TABLE study ADD COLUMN small_cell INTEGER NOT NULL DEFAULT 5",
)

TABLES = (
    """CREATE TABLE asides (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    transcript_id TEXT NOT NULL REFERENCES transcripts (id) DEFERRABLE INITIALLY DEFERRED,
    start INTEGER NOT NULL CHECK (start >= 0),
    "end" INTEGER NOT NULL CHECK ("end" >= start),
    start_ms INTEGER,
    end_ms INTEGER,
    note TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE questions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    parent_id TEXT REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    wordings TEXT NOT NULL,
    voices TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (name)
) STRICT""",
    """CREATE TABLE asked (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    transcript_id TEXT NOT NULL REFERENCES transcripts (id) DEFERRABLE INITIALLY DEFERRED,
    turn INTEGER NOT NULL CHECK (turn >= 0),
    question_id TEXT REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED,
    by_hand INTEGER NOT NULL CHECK (by_hand IN (0, 1)),
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE measures (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    minimum REAL,
    maximum REAL,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (name)
) STRICT""",
    """CREATE TABLE scores (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    measure_id TEXT NOT NULL REFERENCES measures (id) DEFERRABLE INITIALLY DEFERRED,
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    voice TEXT NOT NULL,
    value REAL NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (measure_id, session_id, voice)
) STRICT""",
    """CREATE TABLE openings (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    round_id TEXT NOT NULL REFERENCES rounds (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    done_ids TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
)

# For references that no UNIQUE above begins with.
INDEXES = (
    "CREATE INDEX asides_by_transcript ON asides (transcript_id)",
    "CREATE INDEX questions_by_parent ON questions (parent_id)",
    "CREATE INDEX asked_by_transcript ON asked (transcript_id)",
    "CREATE INDEX asked_by_question ON asked (question_id)",
    "CREATE INDEX scores_by_session ON scores (session_id)",
    "CREATE INDEX openings_by_coder ON openings (coder_id)",
)


def upgrade() -> None:
    for statement in (*COLUMNS, *TABLES, *INDEXES):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a study goes back to its backup, not to an older schema")
