"""Judgements of whole units, memos, kept filters; what became of a code; rules of Q-sorts."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = (
    "ALTER TABLE code_sets ADD COLUMN marking TEXT NOT NULL DEFAULT 'presence'",
    "ALTER TABLE code_sets ADD COLUMN bin_ms INTEGER NOT NULL DEFAULT 300000",
    "ALTER TABLE code_sets ADD COLUMN piles TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE code_sets ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE codes ADD COLUMN became TEXT NOT NULL DEFAULT '[]'",
)

TABLES = (
    """CREATE TABLE judgements (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    round_id TEXT NOT NULL REFERENCES rounds (id) DEFERRABLE INITIALLY DEFERRED,
    codebook_id TEXT NOT NULL REFERENCES codebooks (id) DEFERRABLE INITIALLY DEFERRED,
    code_set_id TEXT NOT NULL,
    unit TEXT NOT NULL,
    target_id TEXT NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    memo TEXT NOT NULL,
    made_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE judgement_codes (
    judgement_id TEXT NOT NULL REFERENCES judgements (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    codebook_id TEXT NOT NULL,
    code_id TEXT NOT NULL,
    PRIMARY KEY (judgement_id, position),
    FOREIGN KEY (codebook_id, code_id) REFERENCES codes (codebook_id, id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE judgement_ratings (
    judgement_id TEXT NOT NULL REFERENCES judgements (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    codebook_id TEXT NOT NULL,
    scale_id TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (judgement_id, position),
    FOREIGN KEY (codebook_id, scale_id) REFERENCES scales (codebook_id, id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE judgement_values (
    judgement_id TEXT NOT NULL REFERENCES judgements (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    codebook_id TEXT NOT NULL,
    code_id TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (judgement_id, position),
    FOREIGN KEY (codebook_id, code_id) REFERENCES codes (codebook_id, id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE memos (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    about TEXT NOT NULL,
    about_id TEXT NOT NULL,
    transcript_id TEXT REFERENCES transcripts (id) DEFERRABLE INITIALLY DEFERRED,
    turn INTEGER CHECK (turn >= 0),
    text TEXT NOT NULL,
    made_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE filters (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE filter_rules (
    filter_id TEXT NOT NULL REFERENCES filters (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (filter_id, position)
) STRICT, WITHOUT ROWID""",
)

# For references that no UNIQUE above begins with.
INDEXES = (
    "CREATE INDEX judgements_by_coder ON judgements (coder_id)",
    "CREATE INDEX judgements_by_target ON judgements (target_id)",
    "CREATE INDEX judgement_codes_by_code ON judgement_codes (codebook_id, code_id)",
    "CREATE INDEX judgement_ratings_by_scale ON judgement_ratings (codebook_id, scale_id)",
    "CREATE INDEX judgement_values_by_code ON judgement_values (codebook_id, code_id)",
    "CREATE INDEX memos_by_coder ON memos (coder_id)",
    "CREATE INDEX memos_by_transcript ON memos (transcript_id)",
    "CREATE INDEX filters_by_coder ON filters (coder_id)",
)

WORDS = (
    "CREATE VIEW note_texts AS SELECT seq, text FROM memos WHERE text <> ''",
    "CREATE VIEW judgement_texts AS SELECT seq, memo FROM judgements WHERE memo <> ''",
    """CREATE VIRTUAL TABLE note_words USING fts5(
    text, content='note_texts', content_rowid='seq', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE VIRTUAL TABLE judgement_words USING fts5(
    memo, content='judgement_texts', content_rowid='seq',
    tokenize='unicode61 remove_diacritics 2')""",
    # Else the words of deleted text would stay in the index.
    "INSERT INTO note_words(note_words, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO judgement_words(judgement_words, rank) VALUES ('secure-delete', 1)",
)


def upgrade() -> None:
    for statement in (*COLUMNS, *TABLES, *INDEXES, *WORDS):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a study goes back to its backup, not to an older schema")
