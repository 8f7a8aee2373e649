"""The tables of a study file, as queries see them.

The text of the schema stands in `migrations/versions`; a test holds both together. Each record
table has `seq` (order of making), `id`, the record's own fields, `revision` (how often it was
written) and `owner` (the coder who alone writes it; NULL is the PI). Tables of parts hold what
a record has many of, by `position`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Float, LargeBinary, MetaData, Table, Text

from annotator.storage.column_types import Flag, Held, Numbers, Texts

APPLICATION_ID = 0x49505253  # "IPRS"
PACKAGE_ID = 0x49505257  # "IPRW"
VERSION = 7

metadata = MetaData()


def _texts(*names: str) -> list[Column[Any]]:
    return [Column(name, Text) for name in names]


def _keys(*names: str) -> list[Column[Any]]:
    return [Column(name, Text, primary_key=True) for name in names]


def _numbers(*names: str) -> list[Column[Any]]:
    return [Column(name, BigInteger) for name in names]


def _reals(*names: str) -> list[Column[Any]]:
    return [Column(name, Float) for name in names]


def _records(name: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        Column("seq", BigInteger, primary_key=True),
        Column("id", Text, unique=True),
        *columns,
        Column("revision", BigInteger),
        Column("owner", Text),
    )


def _parts(name: str, parent: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        Column(parent, Text, primary_key=True),
        Column("position", BigInteger, primary_key=True),
        *columns,
    )


study = _records(
    "study",
    *_texts("title"),
    *_numbers("late_after_ms", "stop_before_ms", "shared_within_ms"),
    Column("stop_patterns", Texts),
    *_reals("accept_from", "good_from"),
    Column("relations", Texts),
    *_numbers("small_cell"),
)
coders = _records("coders", *_texts("name", "role", "reads"))
participants = _records("participants", *_texts("pseudonym"))
participant_attributes = _parts(
    "participant_attributes", "participant_id", *_texts("name", "value")
)
dyads = _records("dyads", *_texts("name", "therapist_id", "patient_id"))
dyad_attributes = _parts("dyad_attributes", "dyad_id", *_texts("name", "value"))
sessions = _records(
    "sessions",
    *_texts("dyad_id"),
    *_numbers("number"),
    Column("held", Held),
    *_numbers("length_ms"),
    *_texts("recording", "recording_sha256"),
    *_numbers("recording_offset_ms"),
)
accounts = _records("accounts", *_texts("session_id", "voice"), *_numbers("clock_offset_ms"))
interviews = _records(
    "interviews",
    *_texts("account_id", "participant_id", "interviewer"),
    Column("held", Held),
    *_texts("status", "reason"),
)
transcripts = _records(
    "transcripts",
    *_texts("account_id"),
    *_numbers("version"),
    *_texts("text", "sha256", "source", "format", "encoding"),
)
turns = Table(
    "turns",
    metadata,
    Column("seq", BigInteger, primary_key=True),  # the row in the full-text index
    *_texts("transcript_id"),
    *_numbers("position", "start", "end"),
    *_texts("speaker", "role"),
    *_numbers("start_ms", "end_ms"),
    *_texts("question"),
)
transcript_notes = _parts(
    "transcript_notes", "transcript_id", *_texts("kind", "place", "what", "text")
)
stops = _records(
    "stops",
    *_texts("transcript_id"),
    # Its place in the transcript, not among the stops.
    *_numbers("position", "start_ms", "end_ms"),
    *_texts("stopped_by"),
    Column("prompted", Flag),
    *_texts("note", "marker"),
)
asides = _records(
    "asides",
    *_texts("transcript_id"),
    *_numbers("start", "end", "start_ms", "end_ms"),
    *_texts("note"),
)
questions = _records(
    "questions",
    *_texts("name", "text", "parent_id"),
    *_numbers("position"),  # its place in the guide
    Column("wordings", Texts),
    Column("voices", Texts),
)
asked = _records(
    "asked",
    *_texts("transcript_id"),
    *_numbers("turn"),
    *_texts("question_id"),
    Column("by_hand", Flag),
)
measures = _records("measures", *_texts("name", "kind"), *_reals("minimum", "maximum"))
scores = _records("scores", *_texts("measure_id", "session_id", "voice"), *_reals("value"))
codebooks = _records("codebooks", *_numbers("number"), Column("frozen", Flag))
code_sets = _parts(
    "code_sets",
    "codebook_id",
    *_texts("id", "name", "unit"),
    Column("exclusive", Flag),
    Column("obligatory", Flag),
    Column("accounts", Texts),
    Column("roles", Texts),
    *_texts("marking"),
    *_numbers("bin_ms"),
    Column("piles", Numbers),
    *_texts("source"),
)
codes = _parts(
    "codes",
    "codebook_id",
    *_texts("code_set_id", "id", "name", "parent_id", "key", "colour"),
    *_texts("definition", "include", "exclude"),
    Column("examples", Texts),
    Column("retired", Flag),
    Column("became", Texts),
)
scales = _parts(
    "scales",
    "codebook_id",
    *_texts("code_set_id", "id", "name"),
    *_numbers("minimum", "maximum"),
)
anchors = _parts(
    "anchors", "codebook_id", *_texts("scale_id"), *_numbers("value"), *_texts("label")
)
rounds = _records(
    "rounds",
    *_texts("name"),
    *_numbers("number"),
    *_texts("kind", "codebook_id"),
    Column("blind", Flag),
    Column("hides_other_account", Flag),
    *_numbers("seed"),
    *_texts("gate_coefficient"),
    *_reals("gate_threshold"),
    *_texts("passages_from"),
    Column("allows", Texts),
    Column("due", Held),
)
assignments = _records(
    "assignments",
    *_texts("round_id", "coder_id", "account_id", "progress", "done_at"),
    *_numbers("position"),  # its place in the coder's order of work
)
openings = _records(
    "openings",
    *_texts("round_id", "coder_id", "session_id"),
    Column("done_ids", Texts),
    *_texts("opened_at"),
)
moments = _records(
    "moments",
    *_texts("transcript_id", "coder_id", "round_id", "codebook_id"),
    *_numbers("start", "end"),
    *_texts("tense"),
    Column("peak", Flag),
    *_texts("certainty", "memo"),
    *_numbers("own_start_ms", "own_end_ms"),
    *_texts("made_at"),
)
# The codebook stands in these rows too, so that the code must be in the moment's own version.
moment_codes = _parts("moment_codes", "moment_id", *_texts("codebook_id", "code_id"))
moment_ratings = _parts(
    "moment_ratings", "moment_id", *_texts("codebook_id", "scale_id"), *_numbers("value")
)
pairings = _records(
    "pairings",
    *_texts("session_id", "coder_id", "round_id", "relation", "memo", "made_at"),
)
pairing_moments = _parts("pairing_moments", "pairing_id", *_texts("moment_id"))
pairing_ratings = _parts("pairing_ratings", "pairing_id", *_texts("scale_id"), *_numbers("value"))
judgements = _records(
    "judgements",
    *_texts("coder_id", "round_id", "codebook_id", "code_set_id", "unit", "target_id"),
    *_numbers("start_ms", "end_ms"),
    *_texts("memo", "made_at"),
)
judgement_codes = _parts("judgement_codes", "judgement_id", *_texts("codebook_id", "code_id"))
judgement_ratings = _parts(
    "judgement_ratings", "judgement_id", *_texts("codebook_id", "scale_id"), *_numbers("value")
)
judgement_values = _parts(
    "judgement_values", "judgement_id", *_texts("codebook_id", "code_id"), *_numbers("value")
)
memos = _records(
    "memos",
    *_texts("coder_id", "about", "about_id", "transcript_id"),
    *_numbers("turn"),
    *_texts("text", "made_at"),
)
filters = _records("filters", *_texts("coder_id", "name"))
filter_rules = _parts("filter_rules", "filter_id", *_texts("name", "value"))
decisions = _records(
    "decisions",
    *_texts("round_id", "coder_id", "transcript_id"),
    *_numbers("start", "end"),
    *_texts("choice", "code_set_id", "seen", "reason", "decided_by", "decided_at"),
)
decision_moments = _parts("decision_moments", "decision_id", *_texts("moment_id"))
decision_made = _parts("decision_made", "decision_id", *_texts("moment_id"))
gates = _records(
    "gates",
    *_texts("round_id", "coder_id", "code_set", "coefficient"),
    *_reals("threshold", "value"),
    *_texts("reason"),
    *_reals("ci_low", "ci_high"),
    *_numbers("n"),
    *_texts("unit"),
    Column("coders", Texts),
    Column("passed", Flag),
    *_texts("version", "decided_by", "decided_at"),
)
packages = _records(
    "packages",
    *_texts("round_id", "coder_id", "codebook_id"),
    Column("account_ids", Texts),
    *_texts("verify_key", "made_at", "state", "returned_at"),
    Column("devices", Texts),
    Column("own_passphrase", Flag),
    *_texts("reason"),
)

tombstones = Table(
    "tombstones", metadata, *_keys("kind", "id"), *_numbers("revision"), *_texts("owner")
)
journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger, primary_key=True),
    *_texts("at", "device"),
    *_numbers("device_seq"),
    *_texts("actor", "action", "records", "payload_sha256", "hash"),
)
journal_payloads = Table(
    "journal_payloads",
    metadata,
    Column("seq", BigInteger, primary_key=True),
    Column("salt", LargeBinary),
    Column("payload", Text),
)
journal_head = Table(
    "journal_head", metadata, Column("only", BigInteger, primary_key=True), *_numbers("seq"),
    *_texts("hash"),
)  # fmt: skip
study_key = Table(
    "study_key",
    metadata,
    Column("only", BigInteger, primary_key=True),
    Column("public", LargeBinary),
    Column("private", LargeBinary),  # NULL in a package
)
work = Table(
    "work",
    metadata,
    Column("only", BigInteger, primary_key=True),
    Column("manifest", Text),
    Column("signature", LargeBinary),
    Column("private", LargeBinary),
    Column("closing", Text),
    Column("closing_signature", LargeBinary),
)
lineage = Table(
    "lineage",
    metadata,
    *_keys("hash"),
    *_texts("kind", "record_id", "parent"),
    Column("depth", BigInteger),
    *_texts("digest", "placed", "coder_id"),
)
kept_states = Table(
    "kept_states",
    metadata,
    *_keys("hash"),
    *_texts("kind", "record_id", "coder_id"),
    *_texts("transcript_id", "account_id", "session_id", "dyad_id", "says"),
)
other_ids = Table("other_ids", metadata, *_keys("id"), *_texts("kind", "coder_id", "record_id"))
work_days = Table(
    "work_days",
    metadata,
    *_keys("package_id", "device", "day"),
    *_numbers("worked_ms"),
    *_texts("last_at"),
)

# What is known of those who were erased, so that nothing of them comes in again: ids and keyed
# hashes, no words (see `erasure.known`).
erasures = Table("erasures", metadata, *_keys("id"), *_texts("at"))
erased_records = Table("erased_records", metadata, *_keys("kind", "id"))
erased_payloads = Table(
    "erased_payloads",
    metadata,
    Column("chain", Text, primary_key=True),  # empty but for a coder's on a server
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
)
erased_words = Table(
    "erased_words",
    metadata,
    Column("salt", LargeBinary, primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
)
