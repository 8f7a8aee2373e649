"""Handed-out work: the study's key, packages, a package's own papers, where records come from."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("ALTER TABLE rounds ADD COLUMN allows TEXT NOT NULL DEFAULT '[]'",)

TABLES = (
    # The private half stands in the PI's file alone.
    """CREATE TABLE study_key (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    public BLOB NOT NULL,
    private BLOB
) STRICT""",
    """CREATE TABLE packages (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    round_id TEXT NOT NULL REFERENCES rounds (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    codebook_id TEXT NOT NULL REFERENCES codebooks (id) DEFERRABLE INITIALLY DEFERRED,
    account_ids TEXT NOT NULL,
    verify_key TEXT NOT NULL,
    made_at TEXT NOT NULL,
    state TEXT NOT NULL,
    returned_at TEXT,
    devices TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    # Filled in a package only.
    """CREATE TABLE work (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    manifest TEXT NOT NULL,
    signature BLOB NOT NULL,
    private BLOB NOT NULL,
    closing TEXT,
    closing_signature BLOB
) STRICT""",
    # Each state of a coder's record that a package has brought, and the state before it.
    """CREATE TABLE lineage (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    parent TEXT NOT NULL,
    depth INTEGER NOT NULL CHECK (depth >= 1),
    digest TEXT NOT NULL,
    placed TEXT
) STRICT, WITHOUT ROWID""",
)

INDEXES = (
    "CREATE INDEX packages_by_round ON packages (round_id)",
    "CREATE INDEX packages_by_coder ON packages (coder_id)",
    "CREATE INDEX packages_by_codebook ON packages (codebook_id)",
    "CREATE INDEX lineage_by_record ON lineage (kind, record_id)",
)


def upgrade() -> None:
    for statement in (*COLUMNS, *TABLES, *INDEXES):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a study goes back to its backup, not to an older schema")
