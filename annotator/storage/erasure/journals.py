"""What an erasure reads in journals and takes out of them: a file's one, or all of a server's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, delete, or_, select, text

from annotator.storage import journal, schema
from annotator.storage.lineage import AT_ONCE
from annotator.storage.streaming import streamed

Entry = tuple[str, int]
"""Chain and number of an entry; a file's only chain is the empty text."""

_ON_SERVER = """SELECT e.chain, e.seq, e.records, p.payload FROM annotator.journal_chains AS e
    JOIN annotator.journal_payloads_chains AS p ON p.chain = e.chain AND p.seq = e.seq
    WHERE (CAST(:named AS text[]) IS NULL OR e.records LIKE ANY(:named))
        AND (NOT :worded OR strpos(p.payload, ' ') > 0)
    ORDER BY e.chain, e.seq"""
_DROP_ON_SERVER = text(
    "DELETE FROM annotator.journal_payloads_chains WHERE chain = :chain AND seq = ANY(:some)"
)
_EXPORTS_ON_SERVER = text(
    "SELECT at, action FROM annotator.journal_chains WHERE starts_with(action, :export) "
    "ORDER BY at, chain, seq"
)
_EXPORT = "Export "


def on_server(connection: Connection) -> bool:
    """Whether the study stands on a server."""
    return connection.dialect.name == "postgresql"


def payloads(
    connection: Connection, kinds: Collection[str] = (), *, worded: bool = False
) -> Iterator[tuple[Entry, str, str]]:
    """Place, records and payload of each entry that has a payload; never all of them at once.

    Args:
        connection: in a transaction.
        kinds: only entries that name a record of one of these; all where there are none.
        worded: only payloads with a blank: they have none themselves, and no two words else.
    """
    if on_server(connection):
        named = [f'%["{kind}",%' for kind in kinds] or None
        for row in streamed(connection, _ON_SERVER, {"named": named, "worded": worded}):
            yield (row[0], row[1]), row[2], row[3]
        return
    entries, own = schema.journal, schema.journal_payloads
    chosen = select(entries.c.seq, entries.c.records, own.c.payload)
    if kinds:
        chosen = chosen.where(or_(*(entries.c.records.contains(f'["{e}",') for e in kinds)))
    if worded:
        chosen = chosen.where(own.c.payload.contains(" "))
    joined = chosen.join(own, own.c.seq == entries.c.seq).order_by(entries.c.seq)
    for row in connection.execute(joined):
        yield ("", row[0]), row[1], row[2]


def drop_payloads(connection: Connection, entries: Iterable[Entry]) -> None:
    """Takes payloads out; the chain stays whole."""
    by_chain: dict[str, list[int]] = {}
    for chain, seq in sorted(entries):
        by_chain.setdefault(chain, []).append(seq)
    own = schema.journal_payloads
    for chain, numbers in by_chain.items():
        for at in range(0, len(numbers), AT_ONCE):
            some = numbers[at : at + AT_ONCE]
            if on_server(connection):
                connection.execute(_DROP_ON_SERVER, {"chain": chain, "some": some})
            else:
                connection.execute(delete(own).where(own.c.seq.in_(some)))


def exports(connection: Connection) -> tuple[str, ...]:
    """Day and kind of each export that the journal tells of."""
    told = (
        [(row[0], row[1]) for row in connection.execute(_EXPORTS_ON_SERVER, {"export": _EXPORT})]
        if on_server(connection)
        else [(each.at, each.action) for each in journal.entries(connection)]
    )
    return tuple(
        f"{at[:10]} {action.partition(':')[0].removeprefix(_EXPORT)}"
        for at, action in told
        if action.startswith(_EXPORT)
    )
