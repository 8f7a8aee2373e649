"""What pictures of a study are drawn from: the wish in words, and the result of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar, get_args

from annotator import __version__
from annotator.analysis.dyad_sheet import DyadSheet, dyad_sheet
from annotator.analysis.dyads.code_map import CodeMap, code_map
from annotator.analysis.dyads.curve import Curve, convergence_curve
from annotator.analysis.dyads.lanes import SessionLanes, lanes_of
from annotator.analysis.dyads.layer import Layer, chosen_layer
from annotator.analysis.dyads.material import Material, material_of
from annotator.analysis.dyads.recurrence import Recurrence, recurrence
from annotator.analysis.measures.course import MeasureCourse, measure_courses
from annotator.analysis.sequences.material import Sequences, sequences_of
from annotator.analysis.sequences.transitions import LagTable, lag_table
from annotator.app.verbs.leak_scan import Said
from annotator.domain.errors import UserError
from annotator.domain.study import Dyad
from annotator.domain.view import StudyView
from annotator.formats.atomic import write_atomically
from annotator.formats.file_set import write_together

Kind = Literal["timeline", "course", "convergence", "lag", "transitions", "heatmap", "page"]
Format = Literal["svg", "png", "pdf"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FORMATS: tuple[Format, ...] = get_args(Format)
SOFTWARE = f"IPR Annotator {__version__}"
Word = TypeVar("Word", Kind, Format)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWish:
    """What is to be drawn, and as what.

    Attributes:
        dyads: names; empty for all.
        coder: whose work; None for the consensus where it is there, else the coder with most.
        set_name: a set of codes; None for the first.
        seed: of all that is drawn by chance.
        with_text: whether pages hold the words of the moments.
    """

    kinds: tuple[Kind, ...] = KINDS
    formats: tuple[Format, ...] = ("svg", "png", "pdf")
    dyads: tuple[str, ...] = ()
    coder: str | None = None
    set_name: str | None = None
    seed: int = 0
    with_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A study as a wish sees it.

    Attributes:
        dyads: those that are wished, by name.
        colours: palette names of the set's codes by name, in the order of the codebook.
        material: sessions of these dyads of which both accounts are coded.
        change: puts something else in the place of words that shall not leave the study.
    """

    view: StudyView
    wish: PictureWish
    layer: Layer
    dyads: tuple[Dyad, ...]
    colours: dict[str, str]
    material: Material
    change: Callable[[str], str] = str


def wish_of(
    *,
    kinds: str | None = None,
    formats: str | None = None,
    dyads: Sequence[str] = (),
    coder: str | None = None,
    set_name: str | None = None,
    seed: int = 0,
    with_text: bool = False,
) -> PictureWish:
    """A wish from the words of the command line.

    Raises:
        UserError: an unknown kind or format, or a seed below 0.

    >>> wish_of(kinds="lag,page", formats="pdf").kinds
    ('lag', 'page')
    """
    if seed < 0:
        raise UserError(f"{seed} is no seed", "--seed", "give a whole number from 0")
    return PictureWish(
        kinds=KINDS if kinds is None else _listed(kinds, KINDS, "--kind", "kind of picture"),
        formats=FORMATS if formats is None else _listed(formats, FORMATS, "--to", "format"),
        dyads=tuple(dict.fromkeys(dyads)),
        coder=coder,
        set_name=set_name,
        seed=seed,
        with_text=with_text,
    )


def subject_of(view: StudyView, wish: PictureWish) -> Subject:
    """The study as the wish sees it.

    Raises:
        UserError: no such dyad, coder or set; nobody has marked anything.
    """
    by_name = {each.name: each for each in view.dyads.values()}
    for name in wish.dyads:
        if name not in by_name:
            known = f"there are {', '.join(sorted(by_name))}" if by_name else "there is none yet"
            raise UserError(f"no dyad {name!r}", hint=known)
    layer = chosen_layer(view, wish.coder, wish.set_name)
    whole = material_of(view, layer)
    names = wish.dyads or tuple(by_name)
    return Subject(
        view=view,
        wish=wish,
        layer=layer,
        dyads=tuple(by_name[name] for name in sorted(names)),
        colours={code.name: code.colour for code in layer.code_set.codes},
        material=_kept(whole, names),
    )


def sessions_of(subject: Subject, dyad: Dyad) -> tuple[SessionLanes, ...]:
    """What the timeline of a dyad shows."""
    return lanes_of(subject.view, subject.layer, dyad)


def courses_of(subject: Subject) -> tuple[MeasureCourse, ...]:
    """The courses of the dyads, with the moments of any code."""
    names = {each.name for each in subject.dyads}
    found = measure_courses(subject.view, subject.layer)
    return tuple(each for each in found if each.dyad in names)


def curve_of(subject: Subject) -> Curve:
    """Convergence along the sessions, of any code."""
    curve = convergence_curve(subject.material.sessions, seed=subject.wish.seed)
    return replace(curve, reason=_why_none(subject.material) or curve.reason)


def profile_of(subject: Subject) -> Recurrence:
    """The lag profile of codes that both have."""
    material, seed = subject.material, subject.wish.seed
    profile = recurrence(material.sessions, material.codes, seed=seed)[1]
    return replace(profile, reason=_why_none(material) or profile.reason)


def transitions_of(subject: Subject) -> tuple[Sequences, LagTable]:
    """Which code follows which in the transcripts of the dyads, and what that was read from."""
    names = {each.name for each in subject.dyads}
    made = sequences_of(subject.view, subject.layer)
    kept = [
        own
        for document, own in zip(made.documents, made.sequences, strict=True)
        if document.rpartition(", session ")[0] in names
    ]
    return made, lag_table(kept, made.codes)


def map_of(subject: Subject) -> CodeMap:
    """Dyads by codes and party."""
    return code_map(subject.view, subject.layer, [each.name for each in subject.dyads])


def sheet_of(subject: Subject, dyad: Dyad) -> DyadSheet:
    """The page of a dyad."""
    sheet = dyad_sheet(
        subject.view,
        subject.layer,
        dyad,
        subject.material.sessions,
        seed=subject.wish.seed,
        with_text=subject.wish.with_text,
    )
    change = subject.change
    return replace(
        sheet,
        quotes=tuple(
            replace(each, therapist=change(each.therapist), patient=change(each.patient))
            for each in sheet.quotes
        ),
    )


def said_on_pages(subject: Subject) -> list[Said]:
    """The words that pages of this subject hold; none where they are not asked for."""
    if not subject.wish.with_text or "page" not in subject.wish.kinds:
        return []
    return [
        Said(text, f"{dyad.name}, session {each.session}, {voice}, page of {dyad.name}")
        for dyad in subject.dyads
        for each in sheet_of(subject, dyad).quotes
        for voice, text in (("therapist", each.therapist), ("patient", each.patient))
        if text
    ]


def keep_pictures(folder: Path, content: Mapping[str, bytes]) -> list[Path]:
    """Writes files into a folder, all or none, and gives their places.

    Raises:
        UserError: the folder cannot be written to.
    """
    return write_together(folder, content)


def keep_picture(place: Path, content: bytes) -> None:
    """Writes one file, whole or not at all.

    Raises:
        UserError: it cannot be written.
    """
    write_atomically(place, content)


def _kept(whole: Material, names: Sequence[str]) -> Material:
    return replace(
        whole,
        sessions=tuple(each for each in whole.sessions if each.dyad in names),
        counted=tuple(each for each in whole.counted if each.dyad in names),
    )


def _why_none(material: Material) -> str:
    """Why nothing that needs the session's time can be drawn; empty where it can."""
    if material.sessions:
        return ""
    if not material.counted:
        return f"{material.coder} has coded both accounts of no session"
    return "No session of which both accounts are coded has a known length"


def _listed(words: str, known: tuple[Word, ...], option: str, what: str) -> tuple[Word, ...]:
    by_name = {str(each): each for each in known}
    chosen = tuple(dict.fromkeys(each.strip() for each in words.split(",") if each.strip()))
    for each in chosen:
        if each not in by_name:
            raise UserError(f"no {what} {each!r}", option, f"there are {', '.join(by_name)}")
    if not chosen:
        raise UserError(f"no {what} is named", option, f"there are {', '.join(by_name)}")
    return tuple(by_name[each] for each in chosen)
