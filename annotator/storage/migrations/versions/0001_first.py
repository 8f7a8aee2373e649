"""The first schema.

Written as the SQL that it is, so that the file's schema stays the same text whatever writes
it: storage compares it word for word before it trusts a file. Foreign keys wait until the end
of a transaction and never delete anything by themselves.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE study (
    seq INTEGER PRIMARY KEY CHECK (seq = 1),
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    late_after_ms INTEGER NOT NULL,
    stop_before_ms INTEGER NOT NULL,
    shared_within_ms INTEGER NOT NULL,
    stop_patterns TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE coders (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (name)
) STRICT""",
    """CREATE TABLE participants (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    pseudonym TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (pseudonym)
) STRICT""",
    """CREATE TABLE participant_attributes (
    participant_id TEXT NOT NULL REFERENCES participants (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (participant_id, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE dyads (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    therapist_id TEXT REFERENCES participants (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id TEXT REFERENCES participants (id) DEFERRABLE INITIALLY DEFERRED,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (name)
) STRICT""",
    """CREATE TABLE dyad_attributes (
    dyad_id TEXT NOT NULL REFERENCES dyads (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (dyad_id, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sessions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    dyad_id TEXT NOT NULL REFERENCES dyads (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    held TEXT,
    length_ms INTEGER,
    recording TEXT,
    recording_sha256 TEXT,
    recording_offset_ms INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (dyad_id, number)
) STRICT""",
    """CREATE TABLE accounts (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    voice TEXT NOT NULL,
    clock_offset_ms INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (session_id, voice)
) STRICT""",
    """CREATE TABLE interviews (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    participant_id TEXT REFERENCES participants (id) DEFERRABLE INITIALLY DEFERRED,
    interviewer TEXT,
    held TEXT,
    status TEXT NOT NULL,
    reason TEXT,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (account_id)
) STRICT""",
    """CREATE TABLE transcripts (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    encoding TEXT,
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (account_id, version)
) STRICT""",
    """CREATE TABLE turns (
    seq INTEGER PRIMARY KEY,
    transcript_id TEXT NOT NULL REFERENCES transcripts (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL CHECK (start >= 0),
    "end" INTEGER NOT NULL CHECK ("end" >= start),
    speaker TEXT,
    role TEXT NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    question TEXT,
    UNIQUE (transcript_id, position)
) STRICT""",
    """CREATE TABLE transcript_notes (
    transcript_id TEXT NOT NULL REFERENCES transcripts (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    what TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (transcript_id, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE stops (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    transcript_id TEXT NOT NULL REFERENCES transcripts (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL CHECK (position >= 0),
    start_ms INTEGER NOT NULL,
    end_ms INTEGER,
    stopped_by TEXT,
    prompted INTEGER CHECK (prompted IN (0, 1)),
    note TEXT NOT NULL,
    marker TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE codebooks (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number INTEGER NOT NULL,
    frozen INTEGER NOT NULL CHECK (frozen IN (0, 1)),
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (number)
) STRICT""",
    """CREATE TABLE code_sets (
    codebook_id TEXT NOT NULL REFERENCES codebooks (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    exclusive INTEGER NOT NULL CHECK (exclusive IN (0, 1)),
    obligatory INTEGER NOT NULL CHECK (obligatory IN (0, 1)),
    accounts TEXT NOT NULL,
    roles TEXT NOT NULL,
    PRIMARY KEY (codebook_id, position),
    UNIQUE (codebook_id, id)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE codes (
    codebook_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    code_set_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    parent_id TEXT,
    "key" TEXT NOT NULL,
    colour TEXT NOT NULL,
    definition TEXT NOT NULL,
    include TEXT NOT NULL,
    exclude TEXT NOT NULL,
    examples TEXT NOT NULL,
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
    PRIMARY KEY (codebook_id, position),
    UNIQUE (codebook_id, id),
    FOREIGN KEY (codebook_id, code_set_id) REFERENCES code_sets (codebook_id, id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE scales (
    codebook_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    code_set_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    minimum INTEGER NOT NULL,
    maximum INTEGER NOT NULL,
    PRIMARY KEY (codebook_id, position),
    UNIQUE (codebook_id, id),
    FOREIGN KEY (codebook_id, code_set_id) REFERENCES code_sets (codebook_id, id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE anchors (
    codebook_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    scale_id TEXT NOT NULL,
    value INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (codebook_id, position),
    FOREIGN KEY (codebook_id, scale_id) REFERENCES scales (codebook_id, id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE rounds (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    codebook_id TEXT NOT NULL REFERENCES codebooks (id) DEFERRABLE INITIALLY DEFERRED,
    blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
    hides_other_account INTEGER NOT NULL CHECK (hides_other_account IN (0, 1)),
    revision INTEGER NOT NULL,
    owner TEXT,
    UNIQUE (name)
) STRICT""",
    """CREATE TABLE assignments (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    round_id TEXT NOT NULL REFERENCES rounds (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    account_id TEXT NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    progress TEXT NOT NULL,
    done_at TEXT,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE moments (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    transcript_id TEXT NOT NULL REFERENCES transcripts (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    round_id TEXT NOT NULL REFERENCES rounds (id) DEFERRABLE INITIALLY DEFERRED,
    codebook_id TEXT NOT NULL REFERENCES codebooks (id) DEFERRABLE INITIALLY DEFERRED,
    start INTEGER NOT NULL CHECK (start >= 0),
    "end" INTEGER NOT NULL CHECK ("end" >= start),
    tense TEXT,
    peak INTEGER NOT NULL CHECK (peak IN (0, 1)),
    certainty TEXT,
    memo TEXT NOT NULL,
    own_start_ms INTEGER,
    own_end_ms INTEGER,
    made_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE moment_codes (
    moment_id TEXT NOT NULL REFERENCES moments (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    codebook_id TEXT NOT NULL,
    code_id TEXT NOT NULL,
    PRIMARY KEY (moment_id, position),
    FOREIGN KEY (codebook_id, code_id) REFERENCES codes (codebook_id, id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE moment_ratings (
    moment_id TEXT NOT NULL REFERENCES moments (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    codebook_id TEXT NOT NULL,
    scale_id TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (moment_id, position),
    FOREIGN KEY (codebook_id, scale_id) REFERENCES scales (codebook_id, id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE pairings (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    coder_id TEXT NOT NULL REFERENCES coders (id) DEFERRABLE INITIALLY DEFERRED,
    round_id TEXT NOT NULL REFERENCES rounds (id) DEFERRABLE INITIALLY DEFERRED,
    relation TEXT NOT NULL,
    memo TEXT NOT NULL,
    made_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT
) STRICT""",
    """CREATE TABLE pairing_moments (
    pairing_id TEXT NOT NULL REFERENCES pairings (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    moment_id TEXT NOT NULL REFERENCES moments (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (pairing_id, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE pairing_ratings (
    pairing_id TEXT NOT NULL REFERENCES pairings (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    scale_id TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (pairing_id, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE tombstones (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    device TEXT NOT NULL,
    device_seq INTEGER NOT NULL,
    actor TEXT,
    action TEXT NOT NULL,
    records TEXT NOT NULL,
    payload_sha256 TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (device, device_seq)
) STRICT""",
    """CREATE TABLE journal_payloads (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq) DEFERRABLE INITIALLY DEFERRED,
    salt BLOB NOT NULL,
    payload TEXT NOT NULL
) STRICT""",
    """CREATE TABLE journal_head (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT""",
)

# For references that no UNIQUE above begins with.
INDEXES = (
    "CREATE INDEX dyads_by_therapist ON dyads (therapist_id)",
    "CREATE INDEX dyads_by_patient ON dyads (patient_id)",
    "CREATE INDEX interviews_by_participant ON interviews (participant_id)",
    "CREATE INDEX stops_by_transcript ON stops (transcript_id)",
    "CREATE INDEX codes_by_set ON codes (codebook_id, code_set_id)",
    "CREATE INDEX scales_by_set ON scales (codebook_id, code_set_id)",
    "CREATE INDEX anchors_by_scale ON anchors (codebook_id, scale_id)",
    "CREATE INDEX assignments_by_coder ON assignments (coder_id)",
    "CREATE INDEX moments_by_transcript ON moments (transcript_id)",
    "CREATE INDEX moments_by_coder ON moments (coder_id)",
    "CREATE INDEX moment_codes_by_code ON moment_codes (codebook_id, code_id)",
    "CREATE INDEX moment_ratings_by_scale ON moment_ratings (codebook_id, scale_id)",
    "CREATE INDEX pairings_by_coder ON pairings (coder_id)",
    "CREATE INDEX pairing_moments_by_moment ON pairing_moments (moment_id)",
)

WORDS = (
    """CREATE VIEW turn_texts AS
SELECT turns.seq AS seq,
    substr(transcripts.text, turns.start + 1, turns."end" - turns.start) AS text
FROM turns JOIN transcripts ON transcripts.id = turns.transcript_id""",
    "CREATE VIEW memo_texts AS SELECT seq, memo FROM moments WHERE memo <> ''",
    """CREATE VIRTUAL TABLE turn_words USING fts5(
    text, content='turn_texts', content_rowid='seq', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE VIRTUAL TABLE memo_words USING fts5(
    memo, content='memo_texts', content_rowid='seq', tokenize='unicode61 remove_diacritics 2')""",
    # Else the words of deleted text would stay in the index.
    "INSERT INTO turn_words(turn_words, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO memo_words(memo_words, rank) VALUES ('secure-delete', 1)",
)


def upgrade() -> None:
    for statement in (*TABLES, *INDEXES, *WORDS):
        op.get_bind().exec_driver_sql(statement)
    first = "INSERT INTO journal_head(only, seq, hash) VALUES (1, 0, ?)"
    op.get_bind().exec_driver_sql(first, ("0" * 64,))


def downgrade() -> None:
    raise NotImplementedError("a study goes back to its backup, not to an older schema")
