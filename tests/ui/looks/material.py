"""The sample study with all that a view can show: a set of each kind, filters, and a film."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.codebook_editing import change_codebook
from annotator.app.verbs.kept_filters import keep_filter
from annotator.app.verbs.recording import attach
from annotator.app.verbs.sample import make_sample
from annotator.domain import codebook_changes as change
from annotator.domain import codebook_fates as fate
from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.domain.edits import added
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.study import Session
from annotator.domain.view import StudyView
from tests.media import FILM

CODER = "RA-2"
FILMED_FROM_MS = 745_000

_ANCHORS = (
    Anchor(value=1, label="not at all"),
    Anchor(value=5, label="throughout the session"),
)
_ITEMS = (
    "The patient feels understood by the therapist",
    "The therapist waits, and lets a silence stand",
    "Both speak of what happens between them",
    "The patient agrees and goes no further",
    "The therapist explains more than they ask",
    "A feeling is named by the one who has it",
    "The patient brings a matter of their own",
    "Laughter that both share",
    "The end of the hour is spoken of",
)
_INTO = ("Reaching out", "Reaching in")
SORT = CodeSet(
    id="q-sort",
    name="Q-sort of the session",
    unit="session",
    marking="sort",
    piles=(1, 2, 3, 2, 1),
    codes=tuple(Code(id=f"item-{i}", name=name) for i, name in enumerate(_ITEMS, 1)),
)
RATED = CodeSet(
    id="rated",
    name="How each meets the other",
    unit="account",
    marking="rating",
    obligatory=True,
    codes=(
        Code(id="warmth", name="Warmth", colour="sand"),
        Code(id="reserve", name="Reserve", colour="indigo"),
        Code(id="curiosity", name="Curiosity", colour="teal"),
    ),
    scales=(Scale(id="degree", name="Degree", minimum=1, maximum=5, anchors=_ANCHORS),),
)
FILTERS = (
    ("Shared affect of the patients", (("code", "Shared affect"), ("account", "patient"))),
    ("With a memo, and not sure", (("memo", "yes"), ("certainty", "unsure"))),
)


def make_material(
    folder: Path, *, recording: Path | None = FILM, from_ms: int = FILMED_FROM_MS
) -> Path:
    """Makes the study, and its recording beside it.

    Args:
        folder: an empty one.
        recording: what was recorded of the first session; None for nothing.
        from_ms: the session time at which it begins.
    """
    place = make_sample(folder)
    with open_study(place) as study:
        _change_codebook(study)
        if recording is not None:
            _attach(study, Path(shutil.copy(recording, folder)), from_ms)
    with open_study(place, coder=CODER) as study:
        _keep_filters(study)
        _judge(study)
    return place


def _change_codebook(study: OpenStudy) -> None:
    """Version 2: two sets more, a code split, another retired, one defined anew."""
    own = next(each for each in study.view.codebook.sets if each.unit == "span")
    leaves = [code for code in own.codes if code.parent_id is not None]
    steps: tuple[tuple[Callable[[Codebook], Codebook], str], ...] = (
        (partial(change.add_set, code_set=SORT), "Add a set"),
        (partial(change.add_set, code_set=RATED), "Add a set"),
        (lambda book: fate.split_code(book, leaves[0].id, _INTO), f"Split {leaves[0].name}"),
        (lambda book: fate.retire(book, [leaves[-1].id]), f"Retire {leaves[-1].name}"),
        (
            partial(
                change.change_code, code_id=leaves[1].id,
                exclude="Laughter that covers something; that is distance.",
            ),
            f"Change {leaves[1].name}",
        ),
    )  # fmt: skip
    for step, text in steps:
        edit = change_codebook(study.view, None, step)
        assert edit is not None
        study.do(edit, text)


def _attach(study: OpenStudy, film: Path, from_ms: int) -> None:
    sha256 = hashlib.sha256(film.read_bytes()).hexdigest()
    session = first_session(study.view)
    edit = attach(study.view, session.id, film.name, sha256, from_ms)
    assert edit is not None
    study.do(edit, "Attach the recording")


def _keep_filters(study: OpenStudy) -> None:
    assert study.seen_by is not None
    names = {code.name: code.id for _, code in study.view.codebook.codes()}
    for name, rules in FILTERS:
        asked = tuple((key, names.get(value, value)) for key, value in rules)
        edit = keep_filter(study.view, study.seen_by, name, asked)
        assert edit is not None
        study.do(edit, f"Keep the filter {name}")


def _judge(study: OpenStudy) -> None:
    """The coder's sort: begun, and one pile too full."""
    view = study.view
    assert study.seen_by is not None
    piles = (1, 3, 3, 4, 1, 5)
    sort = Judgement(
        id="own-sort",
        coder_id=study.seen_by,
        round_id=min(view.rounds),
        codebook_id=view.codebook.id,
        code_set_id=SORT.id,
        unit="session",
        target_id=first_session(view).id,
        values=tuple(CodeValue(code_id=f"item-{i}", value=pile) for i, pile in enumerate(piles, 1)),
        memo="Begun on the train; the rest with the transcript at hand.",
    )
    study.do(added(sort), "Sort the session")


def first_session(view: StudyView) -> Session:
    """The session that is on screen first."""
    return min(view.sessions.values(), key=lambda e: (view.dyads[e.dyad_id].name, e.number))
