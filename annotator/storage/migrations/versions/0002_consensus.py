"""Rounds that are drawn, gated and classify frozen passages; what was settled between coders.

The moments that a decision names have no foreign keys: a coder may delete one later, and the
record of what was decided stays.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = (
    "ALTER TABLE study ADD COLUMN accept_from REAL NOT NULL DEFAULT 0.667",
    "ALTER TABLE study ADD COLUMN good_from REAL NOT NULL DEFAULT 0.8",
    "ALTER TABLE rounds ADD COLUMN seed INTEGER",
    "ALTER TABLE rounds ADD COLUMN gate_coefficient TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE rounds ADD COLUMN gate_threshold REAL",
    """ALTER TABLE rounds ADD COLUMN passages_from TEXT
    REFERENCES rounds (id) DEFERRABLE INITIALLY DEFERRED""",
    "ALTER TABLE assignments ADD COLUMN position INTEGER NOT NULL DEFAULT 0",
)

TABLES = (
    """CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    round_id TEXT NOT NULL REFERENCES rounds (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    transcript_id TEXT NOT NULL REFERENCES transcripts (id) DEFERRABLE INITIALLY DEFERRED,
    start INTEGER NOT NULL CHECK (start >= 0),
    "end" INTEGER NOT NULL CHECK ("end" >= start),
    choice TEXT NOT NULL,
    code_set_id TEXT NOT NULL,
    seen TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE decision_moments (
    decision_id TEXT NOT NULL REFERENCES decisions (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    moment_id TEXT NOT NULL,
    PRIMARY KEY (decision_id, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE decision_made (
    decision_id TEXT NOT NULL REFERENCES decisions (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    moment_id TEXT NOT NULL,
    PRIMARY KEY (decision_id, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE gates (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    round_id TEXT NOT NULL REFERENCES rounds (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    code_set TEXT NOT NULL,
    coefficient TEXT NOT NULL,
    threshold REAL NOT NULL,
    value REAL,
    reason TEXT NOT NULL,
    ci_low REAL,
    ci_high REAL,
    n INTEGER NOT NULL,
    unit TEXT NOT NULL,
    coders TEXT NOT NULL,
    passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
    version TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
)

INDEXES = (
    "CREATE INDEX decisions_by_coder ON decisions (coder_id)",
    "CREATE INDEX decisions_by_transcript ON decisions (transcript_id)",
    "CREATE INDEX gates_by_coder ON gates (coder_id)",
)


def upgrade() -> None:
    for statement in (*COLUMNS, *TABLES, *INDEXES):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a study goes back to its backup, not to an older schema")
