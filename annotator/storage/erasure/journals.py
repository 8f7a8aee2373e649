"""What an erasure reads in journals and takes out of them: a file's one, or all of a server's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, delete, select, text

from annotator.storage import journal, schema

Entry = tuple[str, int]
"""Chain and number of an entry; a file's only chain is the empty text."""

_ON_SERVER = text(
    "SELECT e.chain, e.seq, e.records, p.payload FROM annotator.journal_chains AS e "
    "JOIN annotator.journal_payloads_chains AS p ON p.chain = e.chain AND p.seq = e.seq "
    "ORDER BY e.chain, e.seq"
)
_DROP_ON_SERVER = text(
    "DELETE FROM annotator.journal_payloads_chains WHERE chain = :chain AND seq = :seq"
)
_EXPORTS_ON_SERVER = text("SELECT at, action FROM annotator.journal_chains ORDER BY at, chain, seq")
_EXPORT = "Export "


def on_server(connection: Connection) -> bool:
    """Whether the study stands on a server."""
    return connection.dialect.name == "postgresql"


def payloads(connection: Connection) -> Iterator[tuple[Entry, str, str]]:
    """Place, records and payload of each entry that has a payload."""
    if on_server(connection):
        for row in connection.execute(_ON_SERVER):
            yield (row[0], row[1]), row[2], row[3]
        return
    entries, own = schema.journal, schema.journal_payloads
    chosen = select(entries.c.seq, entries.c.records, own.c.payload)
    joined = chosen.join(own, own.c.seq == entries.c.seq).order_by(entries.c.seq)
    for row in connection.execute(joined):
        yield ("", row[0]), row[1], row[2]


def drop_payloads(connection: Connection, entries: Iterable[Entry]) -> None:
    """Takes payloads out; the chain stays whole."""
    own = schema.journal_payloads
    for chain, seq in sorted(entries):
        if on_server(connection):
            connection.execute(_DROP_ON_SERVER, {"chain": chain, "seq": seq})
        else:
            connection.execute(delete(own).where(own.c.seq == seq))


def exports(connection: Connection) -> tuple[str, ...]:
    """Day and kind of each export that the journal tells of."""
    told = (
        [(row[0], row[1]) for row in connection.execute(_EXPORTS_ON_SERVER)]
        if on_server(connection)
        else [(each.at, each.action) for each in journal.entries(connection)]
    )
    return tuple(
        f"{at[:10]} {action.partition(':')[0].removeprefix(_EXPORT)}"
        for at, action in told
        if action.startswith(_EXPORT)
    )
