"""What work brings back of somebody who has withdrawn since it was handed out: it is set aside.

Where a record was touched by an erasure, what an older file says of it does not come in; what
was handed out since does. What is new in an older file is looked through with the texts that
the files of one merge still hold, and with the hashes by which the study knows their words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.codebook import Codebook
from annotator.domain.fingerprints import KnownQuotes
from annotator.domain.ids import Id
from annotator.domain.merging import Node
from annotator.domain.quotes import Quotes
from annotator.storage import schema
from annotator.storage.erasure.known import erased_records, erased_words, erasures
from annotator.storage.erasure.whose import ErasedOwn
from annotator.storage.lineage import Key, known_of
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load

ERASED = "it is of a participant who has withdrawn, or quotes one"


def has_erased(study: Connection) -> bool:
    """Whether somebody was ever erased from a study."""
    return bool(erasures(study) or erased_records(study))


def gone_texts(study: Connection, package: Connection) -> dict[Id, str]:
    """The texts of a file that the study has no more, since somebody was erased."""
    table, stones = schema.transcripts, schema.tombstones
    here = set(study.execute(select(table.c.id)).scalars())
    gone = set(study.execute(select(stones.c.id).where(stones.c.kind == "transcript")).scalars())
    gone |= {record_id for kind, record_id in erased_records(study) if kind == "transcript"}
    rows = package.execute(select(table.c.id, table.c.text)).all()
    return {row.id: row.text for row in rows if row.id in gone.difference(here)}


def set_aside(
    study: Connection,
    package: Connection,
    coder_id: Id,
    nodes: Mapping[Key, list[Node]],
    contents: Mapping[str, Mapping[str, Any] | None],
    elsewhere: Collection[str] = (),
) -> dict[Key, str]:
    """The records of a file that may not come in, with the reason.

    Args:
        study, package: connections, each in a transaction.
        coder_id: whose file it is.
        nodes: the states that the file brings.
        contents: what they say, by hash.
        elsewhere: texts that are gone, from other files of the same merge.
    """
    erased = ErasedOwn(study, coder_id)
    known = known_of(study, nodes)
    gone = gone_texts(study, package)
    units = _units(package, set(gone))
    kept = _kept_texts(study, package, gone)
    quotes = Quotes((*gone.values(), *elsewhere), kept)
    words = KnownQuotes(erased_words(study), lambda: kept)
    found: dict[Key, str] = {}
    for key, own in nodes.items():
        seen = {each for coder in known.get(key, {}).values() for each in coder.nodes}
        is_since = any(each.hash in seen for each in own)
        said = [each for node in own if (each := contents.get(node.hash))]
        about = any(_is_about(each, units) for each in said)
        quoting = any(
            quotes.found_in(text) or words.found_in(text)
            for each in said
            for text in set(_texts(each))
        )
        if (key in erased and not is_since) or about or quoting:
            found[key] = ERASED

    def is_gone(moment_id: Id) -> bool:
        key = ("moment", moment_id)
        is_known = not {coder_id, ""}.isdisjoint(known.get(key, ()))
        return not is_known and (key in found or key in erased)

    for key, own in nodes.items():
        said = [each for node in own if (each := contents.get(node.hash))]
        if key[0] == "pairing" and any(is_gone(id_) for e in said for id_ in e["moment_ids"]):
            found[key] = ERASED
    return found


def _kept_texts(study: Connection, package: Connection, gone: Mapping[Id, str]) -> list[str]:
    """What others say too: the texts of a file that stay, and the guide of the study."""
    rows = package.execute(select(schema.transcripts.c.id, schema.transcripts.c.text))
    kept = [row.text for row in rows if row.id not in gone]
    for question in load(study, CODECS["question"]):
        kept += (question.text, *question.wordings)
    return kept


def same_but_for_words(book: Codebook, other: Codebook) -> bool:
    """Whether two books differ in examples and other words alone, as after an erasure."""
    return _bare(book) == _bare(other)


def _bare(book: Codebook) -> Codebook:
    sets = tuple(
        replace(
            each,
            name="",
            source="",
            codes=tuple(
                replace(code, name="", definition="", include="", exclude="", examples=())
                for code in each.codes
            ),
            scales=tuple(
                replace(
                    scale, name="", anchors=tuple(replace(one, label="") for one in scale.anchors)
                )
                for scale in each.scales
            ),
        )
        for each in book.sets
    )
    return replace(book, sets=sets, frozen=False)


def _units(package: Connection, gone: set[Id]) -> set[Id]:
    """Texts that are gone, their accounts, and sessions and dyads that they were part of here."""
    if not gone:
        return set()
    texts, accounts, sessions = schema.transcripts, schema.accounts, schema.sessions
    joined = select(accounts.c.id, accounts.c.session_id, sessions.c.dyad_id).where(
        texts.c.id.in_(sorted(gone)),
        texts.c.account_id == accounts.c.id,
        accounts.c.session_id == sessions.c.id,
    )
    units = set(gone)
    for row in package.execute(joined):
        units.update(row)
    return units


def _is_about(values: Mapping[str, Any], units: set[Id]) -> bool:
    named = (values.get(name) for name in ("transcript_id", "account_id", "target_id", "about_id"))
    return any(isinstance(each, str) and each in units for each in named)


def _texts(values: Mapping[str, Any]) -> Iterator[str]:
    """The texts that a coder wrote in a record."""
    for value in values.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            yield from (
                text for each in value if isinstance(each, list | tuple)
                for text in each if isinstance(text, str)
            )  # fmt: skip
