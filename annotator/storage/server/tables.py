"""The tables as they stand on a server, made from the same `schema.metadata` as a file's.

What differs from a file, and why:

- What a coder writes stands apart: those tables are cut by owner, and each coder's login reads
  and writes its own piece only, in a schema of its own (see `homes`). So no size, no plan, no
  count of rows passed over, no hidden column and no refusal tells of another's rows.
- Nothing that must stand once and no reference goes from one coder's rows to another's.
- `seq`, the order of making, is the clock's microseconds and no counter, so that the numbers on a
  coder's own rows do not tell how many others were written in between.
- The journal has a chain for each coder and one for the PI (see `views`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Float, Integer, LargeBinary, Table
from sqlalchemy.types import TypeEngine

from annotator.storage import schema
from annotator.storage.rows import CODECS, CODERS_KINDS
from annotator.storage.rows.parting import OWNED_PARTS
from annotator.storage.server.connecting import SCHEMA
from annotator.storage.uniqueness import ONCE

CODERS_TABLES = tuple(CODECS[kind].table.name for kind in CODERS_KINDS)
"""What a coder alone writes."""

CHAINED = ("journal", "journal_payloads", "journal_head")
"""What each chain has of its own; a view of that name shows a PI the PI's chain."""

CUT = (*CODERS_TABLES, *OWNED_PARTS, "tombstones", *CHAINED)
"""What is cut by owner, or by chain."""

_PARENTS = {
    part.table.name: (codec.table.name, part.parent)
    for codec in CODECS.values()
    for part in codec.parts
}
_NAMED = {
    "participant_id": "participants",
    "therapist_id": "participants",
    "patient_id": "participants",
    "dyad_id": "dyads",
    "session_id": "sessions",
    "account_id": "accounts",
    "transcript_id": "transcripts",
    "codebook_id": "codebooks",
    "round_id": "rounds",
    "passages_from": "rounds",
    "coder_id": "coders",
    "measure_id": "measures",
    "question_id": "questions",
}
"""Whose id stands in a column; all of them are the PI's, so that no reference tells of a coder."""

_IN_CODEBOOK = {"code_id": "codes", "scale_id": "scales", "code_set_id": "code_sets"}
_ONE_ONLY = ("study",)
_NO_WORDS = ("id", "hash", "owner")
_CLOCK = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


def statements() -> Iterator[str]:
    """What makes the tables, or brings an older version's to today's; in this order."""
    for table in schema.metadata.sorted_tables:
        yield from _table(table)
    for name in ("tombstones", *(f"{each}_chains" for each in CHAINED)):
        value = "NULL" if name == "tombstones" else "''"
        whole = f"{SCHEMA}.{name}"
        yield f"CREATE TABLE IF NOT EXISTS {whole}_pi PARTITION OF {whole} FOR VALUES IN ({value})"
    for table in schema.metadata.sorted_tables:
        yield from unsampled(f"{SCHEMA}.{name_of(table)}", table)
        yield from _references(table)


def name_of(table: Table) -> str:
    """The name of the table that holds the rows."""
    return f"{table.name}_chains" if table.name in CHAINED else table.name


def key_of(name: str) -> str:
    """The column by which a table is cut."""
    return "chain" if name in CHAINED else "owner"


def columns_of(table: Table) -> list[str]:
    """The columns of a table as it stands on a server, quoted."""
    own = [_quoted(column) for column in table.c]
    if table.name in CHAINED:
        return ["chain", *own]
    return [*own, "owner"] if table.name in OWNED_PARTS else own


def worded(table: Table) -> list[str]:
    """The columns of a table that may hold what somebody said or wrote, quoted."""
    texts = ("text", "bytea")
    return [
        _quoted(each)
        for each in table.c
        if _type(each.type) in texts and not each.name.endswith(_NO_WORDS)
    ]


def unsampled(name: str, table: Table) -> Iterator[str]:
    """Keeps samples of words out of the planner's statistics, in which they outlive the rows."""
    listed = ", ".join(f"ALTER COLUMN {each} SET STATISTICS 0" for each in worded(table))
    if listed:
        yield f"ALTER TABLE {name} {listed}"


def _table(table: Table) -> Iterator[str]:
    name = f"{SCHEMA}.{name_of(table)}"
    cut = f" PARTITION BY LIST ({key_of(table.name)})" if table.name in CUT else ""
    yield f"CREATE TABLE IF NOT EXISTS {name} ({', '.join(_rules(table))}){cut}"
    for column in table.c:  # those that a later version has brought
        yield f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {_column(column)}"
    for rule, columns in _unique(table):
        yield f"CREATE UNIQUE INDEX IF NOT EXISTS {rule} ON {name} {columns}"


def _rules(table: Table) -> Iterator[str]:
    """Columns and keys."""
    own = {column.name for column in table.c}
    if table.name in CHAINED:
        yield f"chain text NOT NULL DEFAULT {SCHEMA}.own_chain()"
        yield from map(_column, table.c)
        key = "chain" if table.name == "journal_head" else "chain, seq"
        yield f"PRIMARY KEY ({key})"
        return
    yield from map(_column, table.c)
    if table.name in CODERS_TABLES:
        yield "PRIMARY KEY (id, owner)"
        yield "CHECK (owner = coder_id)"
    elif table.name in OWNED_PARTS:
        yield "owner text NOT NULL"
        yield f"PRIMARY KEY ({OWNED_PARTS[table.name][1]}, position, owner)"
    elif table.name == "turns":
        yield "PRIMARY KEY (transcript_id, position)"
    elif table.name == "tombstones":
        yield "UNIQUE NULLS NOT DISTINCT (kind, id, owner)"
    elif {"seq", "id"} <= own:
        yield "PRIMARY KEY (id)"
    else:
        yield f"PRIMARY KEY ({', '.join(map(_quoted, table.primary_key.columns))})"


def _column(column: Column[object]) -> str:
    made = f"{_quoted(column)} {_type(column.type)}"
    if column.name == "seq" and column.table.name not in CHAINED:
        made += f" NOT NULL DEFAULT {_CLOCK}"
    return made


def _quoted(column: Column[object]) -> str:
    return f'"{column.name}"'


def _type(kind: TypeEngine[object]) -> str:
    """The type on the server, which asks all whole numbers alike for eight bytes."""
    impl = getattr(kind, "impl", kind)
    if isinstance(impl, Integer):
        return "bigint"
    if isinstance(impl, Float):
        return "double precision"
    return "bytea" if isinstance(impl, LargeBinary) else "text"


def _unique(table: Table) -> Iterator[tuple[str, str]]:
    """Names and columns of what may stand once; only in tables that no coder writes."""
    if table.name in ONCE:
        yield f"once_{table.name}", f"({', '.join(ONCE[table.name][0])})"
    if table.name in _ONE_ONLY:
        yield f"one_{table.name}", "((true))"
    if table.name in _IN_CODEBOOK.values():
        yield f"{table.name}_in_book", "(codebook_id, id)"


def _references(table: Table) -> Iterator[str]:
    """References to what must be there at the end of a transaction."""
    if table.name in CHAINED:
        return
    for name, columns, goal in _goals(table):
        rule = f"{table.name}_{name}"
        yield f"ALTER TABLE {SCHEMA}.{table.name} DROP CONSTRAINT IF EXISTS {rule}"
        yield (
            f"ALTER TABLE {SCHEMA}.{table.name} ADD CONSTRAINT {rule} "
            f"FOREIGN KEY ({columns}) REFERENCES {SCHEMA}.{goal} DEFERRABLE INITIALLY DEFERRED"
        )


def _goals(table: Table) -> Iterator[tuple[str, str, str]]:
    """Name, columns and goal of each reference."""
    own = {column.name for column in table.c}
    parent = _PARENTS.get(table.name)
    if parent is not None:
        beside = ", owner" if table.name in OWNED_PARTS else ""
        yield "parent", f"{parent[1]}{beside}", f"{parent[0]} (id{beside})"
    for name, goal in _NAMED.items():
        if name in own and parent is None:
            yield name, name, f"{goal} (id)"
    if table.name == "questions":
        yield "parent_id", "parent_id", "questions (id)"
    for name, goal in _IN_CODEBOOK.items():
        if name in own and "codebook_id" in own and table.name != "judgements":
            yield name, f"codebook_id, {name}", f"{goal} (codebook_id, id)"
