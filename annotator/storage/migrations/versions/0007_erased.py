"""What was erased is known by tables of its own, which backups and rescued files have too."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "CREATE TABLE erasures (id TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE erased_records (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID""",
    # Entries of the journal whose payload was taken out.
    """CREATE TABLE erased_payloads (
    chain TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (chain, seq)
) STRICT, WITHOUT ROWID""",
    # Keyed hashes of words in a row, by which a quote is known without the text.
    """CREATE TABLE erased_words (
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (salt, hash)
) STRICT, WITHOUT ROWID""",
)

# Until now the journal alone named an erasure. What else its payloads lack is taken as it is.
FORMER = (
    """INSERT INTO erasures (id, at) SELECT hash, at FROM journal
    WHERE action = 'Erase a participant' AND actor IS NULL""",
    """INSERT OR IGNORE INTO erased_records (kind, id)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')
    FROM journal, json_each(CASE WHEN json_valid(records) THEN records ELSE '[]' END)
    WHERE action = 'Erase a participant' AND actor IS NULL AND json_type(value, '$[1]') = 'text'""",
    """INSERT INTO erased_payloads (chain, seq)
    SELECT '', seq FROM journal WHERE seq NOT IN (SELECT seq FROM journal_payloads)""",
)


def upgrade() -> None:
    bind = op.get_bind()
    for statement in (*TABLES, *FORMER):
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("a study goes back to its backup, not to an older schema")
