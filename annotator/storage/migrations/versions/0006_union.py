"""All that was written is kept for merging; who only reads, how long work took, its day."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
    # Whose state it is: two coders' records may have one id. Empty where nobody knows any more.
    "ALTER TABLE lineage ADD COLUMN coder_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE coders ADD COLUMN reads TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE rounds ADD COLUMN due TEXT",
    "ALTER TABLE packages ADD COLUMN own_passphrase INTEGER",
    "ALTER TABLE packages ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
)

# What stands says whose its states are, else what it left behind when it was deleted.
OWNERS = """UPDATE lineage SET coder_id = coalesce(
    (SELECT owner FROM (
        SELECT 'assignment' AS kind, id, owner FROM assignments
        UNION ALL SELECT 'opening', id, owner FROM openings
        UNION ALL SELECT 'moment', id, owner FROM moments
        UNION ALL SELECT 'pairing', id, owner FROM pairings
        UNION ALL SELECT 'judgement', id, owner FROM judgements
        UNION ALL SELECT 'memo', id, owner FROM memos
        UNION ALL SELECT 'filter', id, owner FROM filters
        UNION ALL SELECT kind, id, owner FROM tombstones
    ) AS known WHERE known.kind = lineage.kind AND known.id = lineage.record_id),
    ''
)"""

TABLES = (
    # What a state says that stands nowhere, since it cannot so far; by whom and on what, so
    # that it can be found and erased.
    """CREATE TABLE kept_states (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    coder_id TEXT NOT NULL,
    transcript_id TEXT,
    account_id TEXT,
    session_id TEXT,
    dyad_id TEXT,
    says TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    # Under which id a record stands whose own id is that of another coder's too.
    """CREATE TABLE other_ids (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    coder_id TEXT NOT NULL,
    record_id TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    # How long handed-out work was worked on, by machine and day, from its own journal.
    """CREATE TABLE work_days (
    package_id TEXT NOT NULL,
    device TEXT NOT NULL,
    day TEXT NOT NULL,
    worked_ms INTEGER NOT NULL CHECK (worked_ms >= 0),
    last_at TEXT NOT NULL,
    PRIMARY KEY (package_id, device, day)
) STRICT, WITHOUT ROWID""",
)

INDEXES = (
    "CREATE INDEX lineage_waiting ON lineage (kind, record_id) WHERE placed = '' AND digest <> ''",
    "CREATE INDEX kept_states_by_account ON kept_states (account_id)",
    "CREATE INDEX kept_states_by_session ON kept_states (session_id)",
)


def upgrade() -> None:
    bind = op.get_bind()
    for statement in (*COLUMNS, OWNERS, *TABLES, *INDEXES):
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a study goes back to its backup, not to an older schema")
