"""A rescue in words and as JSON: what came back, what is missing and where; never a word of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator import storage
from annotator.app.noted_salts import noted
from annotator.app.sharing import copies_of
from annotator.app.verbs.restoring import newest_backup
from annotator.domain.counted import counted
from annotator.domain.errors import UserError
from annotator.storage import LostText, Rescued

BLANK = "\N{REPLACEMENT CHARACTER}"
_A_PAGE = 4096  # bytes
_MANY = {
    "study": "studies",
    "asked": "asked",
    "turns of a transcript": "turns of transcripts",
}
"""What many of a kind are called where no s makes them many."""
_MOST = 5
"""Of so many stretches of a text the report for people says where; JSON has them all."""


def rescued_place(place: Path) -> Path:
    """Where a rescued study goes unless it is said: beside the damaged one.

    Raises:
        UserError: it is a folder.
    """
    _refuse_folder(place)
    return place.with_name(f"{place.stem} rescued{place.suffix}")


def may_be_rescued(place: Path, error: UserError) -> bool:
    """Whether a file that is refused so may be a study of ours that is no longer whole.

    One that is none, or only a part of one, may be where it has a page at least, or backups.
    """
    if isinstance(error, storage.NoStudy):
        return place.stat().st_size >= _A_PAGE or newest_backup(place) is not None
    return isinstance(error, storage.Damaged)


def rescue(
    place: Path,
    goal: Path,
    ask: Callable[[], str | None] | None,
    hear: Callable[[str], object] = lambda _: None,
) -> Rescued:
    """Writes to `goal` what is left of a damaged study file; it may be called in any thread.

    Where the beginning of the file is lost, the salts help that this machine has noted; of a study
    on a share its working copy here and the backups beside that are taken for what is missing.

    Args:
        place: the damaged file, which stays as it is.
        goal: the new one.
        ask: gives the passphrase, or the recovery key, of an encrypted file.
        hear: hears what is at work, and may raise to end it; nothing is left then.

    Raises:
        UserError: nothing can be read, the passphrase is wrong, or a file stands at `goal`.
    """
    _refuse_folder(place)
    here = [each.file for each in copies_of(place)]
    beside = (*here, *(path for each in here for path in storage.backups_of(each).values()))
    return storage.rescue(place, goal, ask, noted(), hear, beside)


def _refuse_folder(place: Path) -> None:
    if place.is_dir():  # an empty name is one too
        raise UserError("this is a folder", str(place), "give the study file in it")


def rescued_values(found: Rescued) -> dict[str, Any]:
    """The one object of `--json`."""
    return {
        "study": str(found.place),
        "pages": found.pages,
        "damaged_pages": found.damaged,
        "proven": found.is_proven,
        "papers_lost": found.papers_lost,
        "rows": found.rows,
        "from_journal": found.healed,
        "backup": None if found.backup is None else str(found.backup),
        "from_backup": found.from_backup,
        "lost": _listed(found.lost),
        "unsure": _listed(found.unsure),
        "stood_in": found.stood_in,
        "lost_characters": found.blanks,
        "lost_texts": [
            {
                "dyad": each.dyad,
                "session": each.session,
                "account": each.account,
                "version": each.version,
                "length": each.length,
                "lost": each.lost,
                "at_least": each.at_least,
                "places": [list(own) for own in each.places],
                "turns": [list(own) for own in each.turns],
            }
            for each in found.lost_texts
        ],
        "changed_texts": list(found.changed_texts),
        "journal": {
            "kept": found.entries,
            "read": found.entries_read,
            "lost": found.entries_lost,
        },
        "erasures_unknown": found.erasures_unknown,
        "whole": found.is_whole,
    }


def _listed(by_owner: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "coder": coder or None, "count": count}
        for (kind, coder), count in sorted(by_owner.items())
    ]


def rescued_lines(found: Rescued) -> list[str]:
    """The report for a person."""
    lines = [
        f"{found.place}: {found.rows} rows from {found.pages - found.damaged} of "
        f"{found.pages} pages; {found.healed} records mended by the journal"
    ]
    if not found.is_proven:
        lines.append(
            "its beginning is lost, and it was read by the recovery key alone: no page could be "
            "proven, so look through it; the recovery key opens the new file, until "
            "`annotator passphrase` gives it a passphrase"
        )
    if found.papers_lost:
        lines.append(
            "the papers of the handed-out work are lost, so it cannot be returned any more and "
            "the new file is a study of its own: give it to the PI, who takes its moments over "
            "with `moments` and `mark`"
        )
    if found.backup is None:
        lines.append("no sound backup was found")
    else:
        brought = ", ".join(_of_kind(count, kind) for kind, count in found.from_backup.items())
        lines.append(f"from the backup {found.backup.name}: {brought or 'nothing was needed'}")
    lines += [f"lost: {each}" for each in _numbers(found.lost)]
    lines += [f"unsure: {each}" for each in _numbers(found.unsure)]
    if found.unsure:
        lines.append("what is unsure may be older than it was, or lack codes, ratings or turns")
    lines += _stood_in(found)
    if found.entries_lost:
        lines.append(
            f"{found.entries_lost} journal records could not be read; what only they knew is lost"
        )
    if found.entries < found.entries_read:
        lines.append(f"the journal is kept up to its record {found.entries}, where it breaks off")
    if found.erasures_unknown:
        lines.append(
            "an erasure may have stood on what is lost: erase whoever has withdrawn once more, "
            "before work that is out is merged"
        )
    if found.is_whole:
        lines.append("nothing is missing")
    return lines


def _numbers(by_owner: Mapping[tuple[str, str], int]) -> list[str]:
    return [
        _of_kind(count, kind) + (f" of {coder}" if coder else "")
        for (kind, coder), count in sorted(by_owner.items())
    ]


def _of_kind(count: int, kind: str) -> str:
    """So many of a kind, or of a part of it.

    >>> _of_kind(52, "moment"), _of_kind(1, "coder"), _of_kind(0, "study")
    ('52 moments', '1 coder', '0 studies')
    """
    return counted(count, kind, _MANY.get(kind, ""))


def _stood_in(found: Rescued) -> Iterator[str]:
    """What was made anew for the sake of what hangs on it, and what to do about it."""
    if found.stood_in:
        made = ", ".join(_of_kind(count, what) for what, count in sorted(found.stood_in.items()))
        yield f"made anew from what is known, since others hang on it: {made}"
        hint = "“Rescued coder 1” and the like, for dyads R1, stand for names nobody knew"
        yield f"look through their names and settings: {hint}"
    if found.lost_texts:
        least = "at least " if any(each.at_least for each in found.lost_texts) else ""
        lost = f"{least}{counted(found.blanks, 'character')} of transcripts"
        stand = "is lost and stands" if found.blanks == 1 else "are lost and stand"
        yield (
            f"{lost} {stand} as {BLANK}, so that the rest keeps its place; "
            "bring in the right text with `import --replace`:"
        )
        yield from (f"  {_where(each)}" for each in found.lost_texts)
    if found.changed_texts:
        yield "not as they were brought in, by their fingerprints; compare them with their files:"
        yield from (f"  {each}" for each in found.changed_texts)


def _where(text: LostText) -> str:
    """One text and about where it has lost something.

    >>> _where(LostText(dyad="D07", session=3, account="therapist", version=1, length=9,
    ...                 lost=4, at_least=False, places=((1, 4), (8, 9)), turns=((1, 2), (5, 5))))
    'D07, session 3, therapist: 4 of 9 characters, in turns 1–2, 5'

    At least so many of at least so many where nobody knows how long it was.
    """
    name = f"{text.dyad}, session {text.session}, {text.account}"
    if text.version > 1:
        name += f", version {text.version}"
    least = "at least " if text.at_least else ""
    said = f"{name}: {least}{text.lost} of {least}{counted(text.length, 'character')}"
    if text.lost == text.length or not text.places:
        return said
    stretches, word = text.turns, "turn"
    if not stretches:  # no turn of it is known: by the characters, counted from 1
        stretches, word = tuple((start + 1, end) for start, end in text.places), "character"
    shown = [f"{a}" if a == b else f"{a}–{b}" for a, b in stretches[:_MOST]]
    if len(stretches) > _MOST:
        shown.append(f"and {counted(len(stretches) - _MOST, 'more place')}")
    words = word if stretches[0][0] == stretches[-1][1] else f"{word}s"
    return f"{said}, in {words} {', '.join(shown)}"
