"""What of the coders' work no longer fits the codebook that it is counted by: advice, no damage.

A scale that was made shorter, or a set that takes one code now, leaves what was given before as
it is: each moment and judgement stays under its own version until it is brought along.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.code_lineage import merges
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.counted import counted
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView

MOST_PLACES = 3
OF_ONE = {"lie": "lies", "have": "has"}
Work = Moment | Judgement


@dataclass(frozen=True, slots=True)
class _Misfit:
    """What does not fit, as it is counted: `ratings` `on Depth` `lie` `outside 1 to 3`."""

    what: str
    of: str
    verb: str
    rest: str


def advice(view: StudyView) -> list[str]:
    """Sentences on ratings and values off their scale, and on two codes where one is allowed.

    Each piece of work is held against the version that its round codes with; where that lacks
    its set or scale, there is nothing to say.
    """
    found: dict[_Misfit, list[str]] = {}
    work: list[Work] = [*view.all_moments(), *view.judgements.values()]
    merged: dict[Id, dict[Id, Id]] = {}
    for record in work:
        book = view.codebook_for(record.round_id)
        if book.id not in merged:
            merged[book.id] = merges(book)
        for misfit in (*_off_scales(book, record), *_doubles(book, record, merged[book.id])):
            found.setdefault(misfit, []).append(_place(view, record))
    return [_sentence(misfit, places) for misfit, places in found.items()]


def _sentence(misfit: _Misfit, places: list[str]) -> str:
    where = list(dict.fromkeys(places))
    some = "; ".join([*where[:MOST_PLACES], *(["…"] if len(where) > MOST_PLACES else [])])
    verb = OF_ONE[misfit.verb] if len(places) == 1 else misfit.verb
    words = (counted(len(places), misfit.what), misfit.of, verb, misfit.rest, f"({some})")
    return " ".join(word for word in words if word)


def _off_scales(book: Codebook, record: Work) -> Iterator[_Misfit]:
    """Its ratings and values outside their scale or piles."""
    for rating in record.ratings:
        scale = book.scale(rating.scale_id)
        if scale is not None and not scale.minimum <= rating.value <= scale.maximum:
            rest = f"outside {scale.minimum} to {scale.maximum}, its ends in {_version(book)}"
            yield _Misfit("rating", f"on {scale.name}", "lie", rest)
    code_set = _set_of(book, record)
    for value in record.values if isinstance(record, Judgement) and code_set is not None else ():
        assert code_set is not None
        code = code_set.code(value.code_id)
        ends = _ends(code_set)
        if code is not None and ends is not None and not ends[0] <= value.value <= ends[1]:
            what = "piles" if code_set.marking == "sort" else "ends"
            rest = f"outside {ends[0]} to {ends[1]}, its {what} in {_version(book)}"
            yield _Misfit("value", f"of {code_set.name}", "lie", rest)


def _ends(code_set: CodeSet) -> tuple[int, int] | None:
    """The lowest and highest value that a code of a set can have."""
    if code_set.marking == "sort":
        return 1, len(code_set.piles)
    if code_set.marking == "rating" and code_set.scales:
        return code_set.scales[0].minimum, code_set.scales[0].maximum
    return None


def _doubles(book: Codebook, record: Work, merged: dict[Id, Id]) -> Iterator[_Misfit]:
    """The exclusive sets of which it has two codes; merged ones count as what they became."""
    codes = {merged.get(each, each) for each in record.codes}
    what = "moment" if isinstance(record, Moment) else "judgement"
    for code_set in book.sets if len(codes) > 1 else ():
        if code_set.exclusive and len([c for c in code_set.codes if c.id in codes]) > 1:
            rest = f"several codes of {code_set.name}, of which {_version(book)} allows one"
            yield _Misfit(what, "", "have", rest)


def _version(book: Codebook) -> str:
    return f"version {book.number} of the codebook"


def _set_of(book: Codebook, record: Work) -> CodeSet | None:
    if isinstance(record, Moment):
        return None
    return next((each for each in book.sets if each.id == record.code_set_id), None)


def _place(view: StudyView, record: Work) -> str:
    """Whose it is, and where."""
    coder = view.coders[record.coder_id].name
    if isinstance(record, Judgement) and record.unit == "dyad":
        return f"{coder}, {view.dyads[record.target_id].name}"
    if isinstance(record, Judgement) and record.unit == "session":
        session = view.sessions[record.target_id]
        return f"{coder}, {view.dyads[session.dyad_id].name}, session {session.number}"
    account_id = (
        view.transcripts[record.transcript_id].account_id
        if isinstance(record, Moment)
        else record.target_id
    )
    dyad, session, account = view.place_of(account_id)
    return f"{coder}, {dyad.name}, session {session.number}, {account.voice}"
