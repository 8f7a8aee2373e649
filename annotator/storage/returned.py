"""Work that comes back: looked at from its papers to its last row before any of it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.codebook import Codebook
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.merging import GONE, Node, digest_of
from annotator.domain.package import Package
from annotator.storage import schema, work
from annotator.storage.erasure.returning import same_but_for_words, set_aside
from annotator.storage.following import Walked, walk
from annotator.storage.issuer import Issuer
from annotator.storage.lineage import Key
from annotator.storage.rows import CODECS, CODERS_KINDS
from annotator.storage.rows.loading import load, load_one
from annotator.storage.signing import is_signed
from annotator.storage.straight import Batch
from annotator.storage.work import altered, is_device, is_time
from annotator.storage.work_days import WorkDay, days_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What one file brings back.

    Attributes:
        name: of the file, for the report.
        devices: short names of the machines on which it was worked.
        nodes: the states of the coder's records, each record's in order.
        contents: by hash of a record's last state what it says, None where it was deleted.
        journal: hashes of the records of its journal, in order.
        unlisted: what the study would know of the file, if it were not from before or another
            copy; None where it does.
        foreign: records on which it has written what it was not handed out for, with the
            reason; of each it brings what stood before that.
        days: how long it was worked on.
        straight: of the records those that can come in as they are, where nothing is known of
            them; `nodes` and `contents` lack them.
        seen_at: the journal's head of the study for which they were seen so.
    """

    name: str
    package_id: Id
    coder_id: Id
    round_id: Id
    partial: bool
    returned_at: str
    devices: tuple[str, ...]
    nodes: Mapping[Key, list[Node]]
    contents: Mapping[str, Mapping[str, Any] | None] = field(repr=False)
    journal: tuple[str, ...] = field(repr=False)
    unlisted: Package | None = None
    foreign: Mapping[Key, str] = field(default_factory=dict)
    days: tuple[WorkDay, ...] = ()
    straight: tuple[Batch, ...] = field(default=(), repr=False)
    seen_at: tuple[int, str] | None = None


def read_returned(issuer: Issuer, package: Connection, name: str) -> Returned:
    """What a file brings back to a study, after all in it was seen to be as it was handed in.

    Args:
        issuer: the study.
        package: the file's connection, in a transaction.
        name: of the file.

    Raises:
        UserError: it is of another study, not handed in, coded with another codebook, or not as
            it was handed out and in.
    """
    papers = work.papers_of(package)
    if papers is None:
        raise UserError("this is a study, not handed-out work", name, "give .iprwork files")
    manifest = papers.manifest
    if manifest["study"] != issuer.study_id:
        raise UserError("it is work of another study", name, "merge it into the study it is from")
    unlisted = _unlisted(issuer, papers, name)
    _refuse_altered(package, manifest, name)
    _refuse_other_book(issuer, package, manifest, name)
    closing = papers.closing
    if closing is None or papers.closing_text is None or papers.closing_signature is None:
        raise UserError(
            "it has not been handed in", name, "its coder runs `annotator return` on it first"
        )
    signed = f"{papers.manifest_text}\n{papers.closing_text}"
    verify_key = bytes.fromhex(manifest["verify_key"])
    if not is_signed(verify_key, signed, papers.closing_signature):
        raise altered(name, "what it says of itself was changed")
    _refuse_odd(closing, name)
    walked = walk(package, manifest, name)
    if walked.head != closing["head"]:
        if walked.knows(closing["head"]):
            raise UserError(
                "it was worked on since it was handed in", name, "hand it in again, then merge it"
            )
        raise altered(name, "its journal is not the one that was handed in")
    if work.can_compare_rows(closing) and closing["rows"] != work.rows_digest(package):
        raise altered(name, "what the coder did is not as it was handed in")
    if work.coders_ids(package) - {manifest["coder"]}:
        raise altered(name, "it holds work of somebody else")
    if unlisted is not None:
        _add_handed_out(package, walked)
    _set_aside_erased(issuer, package, manifest["coder"], walked)
    return Returned(
        name=name,
        package_id=manifest["package"],
        coder_id=manifest["coder"],
        round_id=manifest["round"],
        partial=closing["partial"],
        returned_at=closing["returned_at"],
        devices=tuple(sorted({*walked.devices, closing["device"]})),
        nodes=walked.nodes,
        contents=walked.contents,
        journal=tuple(walked.hashes),
        unlisted=unlisted,
        foreign=walked.foreign,
        days=days_of(manifest["package"], walked.times),
    )


def refuse_torn(package: Connection, manifest: Mapping[str, Any], name: str) -> None:
    """Compares the coder's records with what the journal tells of them, before they go back.

    Raises:
        UserError: somebody has written to them past the journal.
    """
    walked = walk(package, manifest, name)
    for kind in CODERS_KINDS:
        told = {
            record_id: node.digest
            for (own, record_id), node in walked.last.items()
            if own == kind and node.digest != GONE
        }
        if {each.id: digest_of(each) for each in load(package, CODECS[kind])} != told:
            raise altered(name, "what stands in it is not what its journal tells")


def _unlisted(issuer: Issuer, papers: work.Papers, name: str) -> Package | None:
    """Lets through only what this study has handed out, signed by its own key.

    Returns:
        What the study would have in its list, where it has nothing: it is from a backup made
        before. None where it has.
    """
    manifest = papers.manifest
    known = issuer.packages.get(manifest["package"])
    key = issuer.public
    has_names = manifest["coder"] in issuer.coders and manifest["round"] in issuer.rounds
    if key is None or (known is None and not has_names):
        raise UserError(
            "this study does not know that it was handed out",
            name,
            "merge it into the copy of the study that handed it out",
        )
    if not is_signed(key, papers.manifest_text, papers.signature):
        raise altered(name, "its papers are not signed by this study")
    if known is None:
        return Package(
            id=manifest["package"],
            round_id=manifest["round"],
            coder_id=manifest["coder"],
            codebook_id=manifest["codebook"],
            account_ids=tuple(manifest["accounts"]),
            verify_key=manifest["verify_key"],
            made_at=manifest["made_at"],
        )
    named = (manifest["verify_key"], manifest["coder"], manifest["round"], manifest["codebook"])
    if named != (known.verify_key, known.coder_id, known.round_id, known.codebook_id):
        raise altered(name, "its papers are of another file")
    return None


def _add_handed_out(package: Connection, walked: Walked) -> None:
    """Adds what the records say with which the coder did nothing: the study may lack them."""
    for kind in CODERS_KINDS:
        for record in load(package, CODECS[kind]):
            node = walked.last.get((kind, record.id))
            if node is not None and node.digest == digest_of(record):
                walked.contents.setdefault(node.hash, asdict(record))


def _set_aside_erased(issuer: Issuer, package: Connection, coder_id: Id, walked: Walked) -> None:
    """Keeps out what is of somebody who was erased from the study meanwhile, if one was."""
    study = issuer.study
    if study is None:
        return
    gone = tuple(issuer.gone.values())
    aside = set_aside(study, package, coder_id, walked.nodes, walked.contents, gone)
    for key, why in aside.items():
        walked.foreign.setdefault(key, why)
        for node in walked.nodes.pop(key):
            walked.contents.pop(node.hash, None)


def _refuse_odd(closing: Mapping[str, Any], name: str) -> None:
    """Stops what would be shown and is no time and no machine, though the file signed it."""
    if not (is_time(closing["returned_at"]) and is_device(closing["device"])):
        raise altered(name, "what it says of itself makes no sense")


def _refuse_altered(package: Connection, manifest: Mapping[str, Any], name: str) -> None:
    """Compares what was handed out with what stands there."""
    if work.handed_digest(work.pis_records(package)) != manifest["records"]:
        raise altered(name, "texts, codebook or names in it were changed")
    hashes = package.execute(select(schema.lineage.c.hash)).scalars()
    if work.lineage_digest(hashes) != manifest["lineage"]:
        raise altered(name, "the beginnings of its records were changed")


def _refuse_other_book(
    issuer: Issuer, package: Connection, manifest: Mapping[str, Any], name: str
) -> None:
    """Stops another codebook; one that an erasure has freed of quotes since is the same.

    So is one that was frozen when the work was handed out and no longer is, or the other way
    round: its codes are what the coder went by.
    """
    book = issuer.books.get(manifest["codebook"])
    if book is not None:
        either_way = (digest_of(replace(book, frozen=each)) for each in (True, False))
        if manifest["codebook_digest"] in either_way:
            return
    theirs = load_one(package, CODECS["codebook"], manifest["codebook"])
    if (
        issuer.study is None
        or book is None
        or not isinstance(theirs, Codebook)
        or not same_but_for_words(book, theirs)
    ):
        raise UserError(
            "it was coded with another codebook than the study has under that version",
            name,
            "merge it into the copy of the study that handed it out",
        )
