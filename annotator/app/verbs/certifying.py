"""An erasure in words and as JSON: what was there, what is gone, what nobody here can reach."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from annotator.app.verbs.erasing import certificate_files, refuse_taken
from annotator.domain.erasure import Erasure, Found, Out
from annotator.domain.errors import UserError
from annotator.formats.atomic import write_atomically

_ELSEWHERE = (
    "printouts, and notes on paper",
    "the transcript files that were imported, and what they were made from",
    "tables, texts, pictures and reports that were exported before",
    "other copies of the study, on this machine and on others, and copies of its backups "
    "that were taken elsewhere",
    "windows that had the study open meanwhile, here or elsewhere: close them",
    "what coders remember, and what they wrote of it in their own words",
    "figures of agreement that were recorded before: they count what is gone too",
    "the list of names and pseudonyms, which is kept apart: strike the line out there",
    "cells of a solid-state disk that it has put out of use, and old versions that a file "
    "system, a cloud folder or a system's own backup keeps",
)
"""What no program can reach from here, whoever it is."""

_KEPT = (
    "the pseudonym, with interviews that are missing, reason “withdrawn”",
    "ids of what is gone, and keyed hashes of six words in a row at the beginning and the end of "
    "each sentence and one after the other between, by which a quote in work that was out is "
    "known when it is merged; nobody can read words in them, but whoever has the study and its "
    "passphrase can try words that they guess",
    "hashes of former states of coders' records that a merge has changed or deleted since: what "
    "they said the study does not know any more, so that nobody can tell whose they were",
)
"""What a study keeps of it, and what for."""


def out_of_reach(found: Found) -> list[str]:
    """What may still hold something, the most telling first."""
    lines = [*found.beyond, *(f"backup {each}" for each in found.elsewhere)]
    lines += [f"handed-out work {_said(each)}" for each in found.packages]
    lines += [
        f"recording {each}, a file of its own that this program never changes"
        for each in found.recordings
    ]
    if found.exports:
        told = Counter(found.exports)
        listed = ", ".join(
            f"{each} ({number} times)" if number > 1 else each for each, number in told.items()
        )
        lines.append(f"exports that the journal tells of: {listed}")
    return [*lines, *_ELSEWHERE]


def _said(package: Out) -> str:
    state = "come back, but its coder may have kept it" if package.state == "returned" else "out"
    return (
        f"for {package.coder}, round {package.round}, made {package.made_at[:10]} ({state}): "
        "have it deleted; what is of the participant in it is set aside when it is merged"
    )


# Before ---------------------------------------------------------------------------------------


def found_lines(found: Found, partner: str = "--with-partner") -> list[str]:
    """What there is of a participant, for a person to decide by.

    Args:
        found: in the study and its backups.
        partner: what takes the other party's interviews too.
    """
    kinds = _counts(found.kinds)
    lines = [f"{found.wish.participant}, in the study:", *(kinds or ["  nothing any more"])]
    if found.backups:
        backups = "1 backup" if found.backups == 1 else f"{found.backups} backups"
        lines.append(f"what stands in {backups} beside it goes too")
    if found.stays:
        lines.append(
            f"stays, though it may speak of the participant ({partner} takes it too): "
            + "; ".join(found.stays)
        )
    if found.naming:
        lines.append(f"stays: {_naming(found)}")
    return [*lines, "out of reach:", *(f"  {each}" for each in out_of_reach(found))]


def found_values(found: Found) -> dict[str, Any]:
    """The same as the one object of `--json`."""
    return {
        "participant": found.wish.participant,
        "with_partner": found.wish.with_partner,
        "found": dict(found.kinds),
        "backups": found.backups,
        "backups_locked": found.locked,
        "stays": list(found.stays),
        "notes_naming": found.naming,
        "packages": [asdict(each) for each in found.packages],
        "recordings": list(found.recordings),
        "out_of_reach": out_of_reach(found),
    }


def _naming(found: Found) -> str:
    number, name = found.naming, found.wish.participant
    notes = "1 note" if number == 1 else f"{number} notes"
    return f"{notes} of coders elsewhere with “{name}” in the words; read them (search memo:{name})"


# After ----------------------------------------------------------------------------------------


def certificate_values(erasure: Erasure) -> dict[str, Any]:
    """A certificate as JSON values."""
    return {
        **found_values(erasure.found),
        "erased_at": erasure.at,
        "study_id": erasure.study_id,
        "files": [
            {"name": each.name, "sha256": each.sha256 or None, "pages": each.pages,
             "rows": each.rows, "erased": dict(each.kinds)}
            for each in erasure.files
        ],
        "sentences": erasure.sentences,
        "sentences_of_others_too": erasure.common,
        "sentences_left": 0,
        "kept": list(_KEPT),
        "rows_erased_earlier_at": erasure.earlier.at if erasure.earlier else None,
        "found_earlier": dict(erasure.earlier.kinds) if erasure.earlier else {},
        "sentences_earlier": erasure.earlier.sentences if erasure.earlier else 0,
        "unfinished_files_taken_away": erasure.swept,
    }  # fmt: skip


def certificate_lines(erasure: Erasure) -> list[str]:
    """A certificate to read and to file; no word of a transcript, no name but the pseudonym."""
    found = erasure.found
    lines = [
        "Certificate of erasure",
        "",
        f"Participant: {found.wish.participant}"
        + (", with the other party's interviews" if found.wish.with_partner else ""),
        f"Study: {erasure.study_id}",
        f"Erased: {erasure.at} (UTC)",
        "",
        "What there was in the study:",
        *_there_was(erasure),
        "",
        *_searched(erasure),
    ]
    common = erasure.common or (erasure.earlier.common if erasure.earlier else 0)
    if common and _were_sought(erasure):
        lines.append(
            f"Not searched for: {common:,} sentences that are too short to tell, or stand "
            "in the texts of others just as well."
        )
    lines += ["", *_afterwards(erasure)]
    if erasure.swept:
        lines.append(f"Taken away: {erasure.swept} unfinished files of runs that were cut short")
    if found.stays:
        stays = "; ".join(found.stays)
        lines += ["", f"What stays, since it is the other party's: {stays}"]
    if found.naming:
        lines += ["", f"What stays too: {_naming(found)}"]
    lines += ["", "Out of reach:", *(f"  {each}" for each in out_of_reach(found))]
    return [*lines, "", "What the study keeps:", *(f"  {each}" for each in _KEPT)]


def _there_was(erasure: Erasure) -> Iterator[str]:
    """What this run found, and before it the one that erased the rows."""
    earlier = erasure.earlier
    yield from _counts(erasure.found.kinds) or ["  nothing any more"]
    if earlier is not None and earlier.kinds:
        yield f"Before rows were erased earlier, the last on {earlier.at} (UTC):"
        yield from _counts(earlier.kinds)


def _were_sought(erasure: Erasure) -> bool:
    """Whether any sentence was looked for, in this run or in the one that erased the rows."""
    return bool(erasure.sentences or (erasure.earlier and erasure.earlier.sentences))


def _searched(erasure: Erasure) -> Iterator[str]:
    earlier, common = erasure.earlier, erasure.common
    if earlier is not None and not erasure.sentences:
        yield f"The rows were erased earlier, the last on {earlier.at} (UTC)."
        common = common or earlier.common
    if common and not _were_sought(erasure):
        yield _nothing_tells(common)
    elif earlier is not None and not erasure.sentences:
        looked = f" looked for {earlier.sentences:,} sentences and" if earlier.sentences else ""
        yield (
            "Searched for: nothing, since no sentence of the participant was left to look for. "
            f"The run that erased the rows{looked} found none in any row before it stored that."
        )
    elif erasure.sentences:
        yield f"Searched for: {erasure.sentences:,} sentences, in {_where(erasure)} below. Left: 0."
    else:
        yield "Searched for: nothing."
        yield "No text of the participant was left in any file to search for."


def _nothing_tells(common: int) -> str:
    """Why nothing was searched for, though there was something said."""
    said = "the one sentence" if common == 1 else f"each of the {common:,} sentences"
    return (
        f"Searched for: nothing, since {said} of the participant is too short to tell, or stands "
        "in the texts of others just as well: what a search finds of it may be theirs. The rows "
        "that held it were deleted; they are counted here."
    )


def _where(erasure: Erasure) -> str:
    if _is_served(erasure):
        return "every row of every table of the database"
    return "every decrypted page and every row of each file"


def _is_served(erasure: Erasure) -> bool:
    return not all(each.sha256 for each in erasure.files)


def _afterwards(erasure: Erasure) -> Iterator[str]:
    """The files with their hashes, or the database."""
    if _is_served(erasure):
        yield "The database afterwards, each table written anew without a deleted row:"
    else:
        yield "The files afterwards, with their SHA-256:"
    for each in erasure.files:
        if each.sha256:
            yield f"  {each.sha256}  {each.name} ({each.pages:,} pages)"
        else:
            yield f"  {each.name} ({each.rows:,} rows)"
        yield from (f"  {line}" for line in _counts(each.kinds))


def _counts(kinds: Mapping[str, int]) -> list[str]:
    return [f"  {name}: {number:,}" for name, number in kinds.items()]


def write_certificate(erasure: Erasure, place: Path) -> tuple[Path, Path]:
    """Writes a certificate to be read and the same as JSON beside it; gives both places.

    Raises:
        UserError: one is there already, or cannot be written; neither is written then.
    """
    text, values = certificate_files(place)
    content = json.dumps(certificate_values(erasure), ensure_ascii=False, indent=1)
    written: list[Path] = []
    try:
        refuse_taken(place)
        write_atomically(text, ("\n".join(certificate_lines(erasure)) + "\n").encode())
        written.append(text)
        write_atomically(values, content.encode())
    except UserError as error:
        for each in written:
            each.unlink(missing_ok=True)
        what = f"{erasure.found.wish.participant} is erased, but not certified ({error.what})"
        raise UserError(what, error.where, "choose another place for the certificate") from error
    return text, values
