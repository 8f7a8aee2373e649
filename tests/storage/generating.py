"""Random edits that may be done to a study, for Hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from annotator.domain.codebook import MARKINGS, Code, Codebook, CodeSet, Scale
from annotator.domain.consensus import CHOICES, Decision, Gate
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.filter import Filter
from annotator.domain.guide import Asked, Question
from annotator.domain.ids import new_id
from annotator.domain.judgement import JUDGED_UNITS, CodeValue, Judgement
from annotator.domain.measures import Measure, Score
from annotator.domain.memo import MEMO_ABOUT, Memo
from annotator.domain.moment import Moment, Pairing, Rating
from annotator.domain.package import STATES, Package
from annotator.domain.round import ALLOWED, Assignment, Coder, Opening
from annotator.domain.study import Participant
from annotator.domain.transcript import Aside, Stop, Transcript, freeze
from annotator.domain.view import StudyView
from tests.storage.making import make_codebook, reading

# Every character that a database can hold, surrogates not being characters.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
names = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=12)
times = st.one_of(st.none(), st.integers(-(10**9), 10**12))
days = st.one_of(
    st.none(),
    st.dates(date(1990, 1, 1)),
    st.datetimes(datetime(1990, 1, 1)),
)
shares = st.floats(-1, 1)
maybe = st.one_of(st.none(), shares)
attributes = st.lists(st.tuples(names, texts), max_size=3).map(tuple)
Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def edits(draw: Draw, view: StudyView) -> Edit:
    """An edit of one to four replacements that the study allows."""
    if draw(st.integers(0, 3)):
        return draw(st.sampled_from(_KINDS))(draw, view)
    parts: list[Edit] = []
    for _ in range(draw(st.integers(0, 4))):
        part = draw(st.sampled_from(_KINDS))(draw, view)
        view = view.after(part, view.revision + 1)
        parts.append(part)
    return Several(tuple(parts))


def _one(draw: Draw, records: Any) -> Any:
    # In order of making: ids are random, and Hypothesis wants the same draw to mean the same.
    return draw(st.sampled_from(list(records)))


def _free(draw: Draw, taken: Iterable[str]) -> str:
    """A name that no other record of its kind has: the file would refuse it."""
    known = set(taken)
    return str(draw(names.filter(lambda name: name not in known)))


def _study(draw: Draw, view: StudyView) -> Edit:
    patterns = draw(st.lists(texts, max_size=3).map(tuple))
    after = replace(
        view.study,
        title=draw(texts),
        stop_patterns=patterns,
        accept_from=draw(shares),
        good_from=draw(shares),
        relations=tuple(draw(st.lists(texts, max_size=3))),
        small_cell=draw(st.integers(0, 99)),
    )
    return Replace(view.study, after)


def _coder(draw: Draw, view: StudyView) -> Edit:
    known = [each.name for each in view.coders.values()]
    role = draw(st.sampled_from(["reader", "consensus"]))
    reads: Any = draw(st.sampled_from(["everyone", "consensus"])) if role == "reader" else ""
    own = Coder(id=new_id(), name=_free(draw, known), role=role, reads=reads)
    return Replace(None, own)


def _participant(draw: Draw, view: StudyView) -> Edit:
    before = _one(draw, view.participants.values())
    known = [each.pseudonym for each in view.participants.values()]
    after = replace(before, pseudonym=_free(draw, known), attributes=draw(attributes))
    fresh = Participant(id=new_id(), pseudonym=_free(draw, known), attributes=draw(attributes))
    return draw(st.sampled_from([Replace(before, after), Replace(None, fresh)]))


def _dyad(draw: Draw, view: StudyView) -> Edit:
    before = _one(draw, view.dyads.values())
    therapist = draw(st.sampled_from([None, before.therapist_id]))
    return Replace(before, replace(before, attributes=draw(attributes), therapist_id=therapist))


def _session(draw: Draw, view: StudyView) -> Edit:
    before = _one(draw, view.sessions.values())
    after = replace(before, held=draw(days), length_ms=draw(times), recording=draw(texts))
    return Replace(before, after)


def _account(draw: Draw, view: StudyView) -> Edit:
    before = _one(draw, view.accounts.values())
    return Replace(before, replace(before, clock_offset_ms=draw(st.integers(-(10**6), 10**6))))


def _interview(draw: Draw, view: StudyView) -> Edit:
    before = _one(draw, view.interviews.values())
    after = replace(before, held=draw(days), status="missing", reason=draw(texts))
    return Replace(before, draw(st.sampled_from([None, after])))


def _still_here(view: StudyView) -> list[Codebook]:
    """Versions under which no work is out: their codes may still change."""
    out = {each.codebook_id for each in view.packages.values()}
    return [each for each in view.codebooks.values() if each.id not in out]


def _codebook(draw: Draw, view: StudyView) -> Edit:
    """New codes, other words, another order; no code is lost, and what is out stays."""
    free = _still_here(view)
    if not free:
        return _next_codebook(draw, view)
    book = _one(draw, free)
    sets = draw(st.permutations(book.sets))
    first = sets[0]
    codes = [replace(code, definition=draw(texts)) for code in draw(st.permutations(first.codes))]
    became = tuple(each.id for each in codes[: draw(st.integers(0, 2))])
    gone = Code(id=new_id(), name=draw(names), examples=(draw(texts),), retired=True, became=became)
    codes.append(gone)
    scale = Scale(id=new_id(), name=draw(names), minimum=-3, maximum=3)
    changed = replace(first, codes=tuple(codes), scales=(*first.scales, scale))
    fresh = CodeSet(
        id=new_id(),
        name=draw(names),
        unit=draw(st.sampled_from(["turn", "bin", "session"])),
        exclusive=True,
        marking=draw(st.sampled_from(MARKINGS)),
        bin_ms=draw(st.integers(1, 10**7)),
        piles=tuple(draw(st.lists(st.integers(0, 18), max_size=9))),
        source=draw(texts),
    )
    return Replace(book, replace(book, sets=(changed, *sets[1:], fresh)))


def _next_codebook(draw: Draw, view: StudyView) -> Edit:
    return Replace(None, make_codebook(number=view.codebook.number + 1))


def _round(draw: Draw, view: StudyView) -> Edit:
    before = _one(draw, view.rounds.values())
    known = [each.name for each in view.rounds.values()]
    gated = draw(st.booleans())
    after = replace(
        before,
        name=_free(draw, known),
        blind=draw(st.booleans()),
        seed=draw(st.one_of(st.none(), st.integers(0, 2**63 - 1))),
        gate_coefficient="bar_u_alpha" if gated else "",
        gate_threshold=draw(shares) if gated else None,
        passages_from=draw(st.sampled_from([None, *view.rounds])),
        allows=draw(st.sampled_from([(), ALLOWED])),
        due=draw(st.one_of(st.none(), st.dates(date(1990, 1, 1)))),
    )
    fresh = replace(after, id=new_id(), number=before.number + 1)
    return draw(st.sampled_from([Replace(before, after), Replace(None, fresh)]))


def _assignment(draw: Draw, view: StudyView) -> Edit:
    fresh = Assignment(
        id=new_id(),
        round_id=_one(draw, view.rounds.values()).id,
        coder_id=_one(draw, view.coders.values()).id,
        account_id=_one(draw, view.accounts.values()).id,
        position=draw(st.integers(0, 99)),
    )
    if not view.assignments or draw(st.booleans()):
        return Replace(None, fresh)
    before = _one(draw, view.assignments.values())
    after = replace(before, progress="done", done_at="2025-03-12T10:00:00+00:00")
    moved = replace(before, position=before.position + 1)
    return Replace(before, draw(st.sampled_from([None, after, moved])))


def _stop(draw: Draw, view: StudyView) -> Edit:
    standing = [stop for own in view.stops.values() for stop in own]
    transcript = _one(draw, view.transcripts.values())
    fresh = Stop(
        id=new_id(),
        transcript_id=transcript.id,
        position=draw(st.integers(0, len(transcript.text))),
        start_ms=draw(st.integers(0, 10**7)),
        end_ms=draw(times),
        prompted=draw(st.sampled_from([None, True, False])),
        note=draw(texts),
    )
    if not standing or draw(st.booleans()):
        return Replace(None, fresh)
    before = _one(draw, standing)
    after = replace(fresh, id=before.id)
    return Replace(before, draw(st.sampled_from([None, after])))


def _changed(draw: Draw, standing: Iterable[Any], fresh: Any) -> Edit:
    """The fresh record, or an older one gone or become like the fresh one."""
    known = list(standing)
    if not known or draw(st.booleans()):
        return Replace(None, fresh)
    before = _one(draw, known)
    return Replace(before, draw(st.sampled_from([None, replace(fresh, id=before.id)])))


def _aside(draw: Draw, view: StudyView) -> Edit:
    transcript = _one(draw, view.transcripts.values())
    start = draw(st.integers(0, len(transcript.text)))
    fresh = Aside(
        id=new_id(),
        transcript_id=transcript.id,
        start=start,
        end=draw(st.integers(start, len(transcript.text))),
        start_ms=draw(times),
        end_ms=draw(times),
        note=draw(texts),
    )
    return _changed(draw, (each for own in view.asides.values() for each in own), fresh)


def _question(draw: Draw, view: StudyView) -> Edit:
    fresh = Question(
        id=new_id(),
        name=_free(draw, [each.name for each in view.questions.values()]),
        text=draw(texts),
        parent_id=draw(st.sampled_from([None, *view.questions])),
        position=draw(st.integers(0, 99)),
        wordings=tuple(draw(st.lists(texts, max_size=2))),
        voices=draw(st.sampled_from([(), ("patient",)])),
    )
    if not view.questions or draw(st.booleans()):
        return Replace(None, fresh)
    before = _one(draw, view.questions.values())
    return Replace(before, replace(fresh, id=before.id))  # what was asked may need it


def _asked(draw: Draw, view: StudyView) -> Edit:
    transcript = _one(draw, view.transcripts.values())
    fresh = Asked(
        id=new_id(),
        transcript_id=transcript.id,
        turn=draw(st.integers(0, len(transcript.turns))),
        question_id=draw(st.sampled_from([None, *view.questions])),
        by_hand=draw(st.booleans()),
    )
    return _changed(draw, (each for own in view.asked.values() for each in own), fresh)


def _measure(draw: Draw, view: StudyView) -> Edit:
    fresh = Measure(
        id=new_id(),
        name=_free(draw, [each.name for each in view.measures.values()]),
        kind=draw(st.sampled_from(["alliance", "symptoms"])),
        minimum=draw(maybe),
        maximum=draw(maybe),
    )
    if not view.measures or draw(st.booleans()):
        return Replace(None, fresh)
    before = _one(draw, view.measures.values())
    return Replace(before, replace(fresh, id=before.id))  # scores may need it


def _score(draw: Draw, view: StudyView) -> Edit:
    """A score of another measure each time: one measure has one of a party in a session."""
    if view.scores and draw(st.booleans()):
        before = _one(draw, view.scores.values())
        after = replace(before, value=draw(shares))
        return Replace(before, draw(st.sampled_from([None, after])))
    measure = Measure(id=new_id(), name=_free(draw, [each.name for each in view.measures.values()]))
    score = Score(
        id=new_id(),
        measure_id=measure.id,
        session_id=_one(draw, view.sessions.values()).id,
        voice=draw(st.sampled_from(["therapist", "patient"])),
        value=draw(shares),
    )
    return Several((Replace(None, measure), Replace(None, score)))


def _opening(draw: Draw, view: StudyView) -> Edit:
    fresh = Opening(
        id=new_id(),
        round_id=_one(draw, view.rounds.values()).id,
        coder_id=_one(draw, view.coders.values()).id,
        session_id=_one(draw, view.sessions.values()).id,
        done_ids=tuple(draw(st.lists(st.sampled_from(list(view.accounts)), max_size=2))),
        opened_at="2025-03-12T10:00:00+00:00",
    )
    return _changed(draw, view.openings.values(), fresh)


def _transcript(draw: Draw, view: StudyView) -> Edit:
    if draw(st.booleans()):
        account = _one(draw, view.accounts.values())
        turns = draw(st.lists(texts, min_size=1, max_size=4).map(tuple))
        former = view.transcript_of(account.id)
        version = 1 if former is None else former.version + 1
        return Replace(None, freeze(reading(turns), account.id, version=version)[0])
    before: Transcript = _one(draw, view.transcripts.values())
    roles = draw(st.sampled_from(["therapist", "other"]))
    turns = tuple(replace(turn, role=roles, question=draw(texts)) for turn in before.turns)
    return Replace(before, replace(before, turns=turns, source=draw(texts)))


def moments(draw: Draw, view: StudyView) -> Moment:
    """A moment that the study may take."""
    transcript = _one(draw, view.transcripts.values())
    book = _one(draw, view.codebooks.values())
    codes = [code.id for _, code in book.codes()]
    scales = [scale.id for _, scale in book.scales()]
    start = draw(st.integers(0, len(transcript.text)))
    rated = draw(st.lists(st.sampled_from(scales), unique=True, max_size=2))
    return Moment(
        id=new_id(),
        transcript_id=transcript.id,
        coder_id=_one(draw, view.coders.values()).id,
        round_id=_one(draw, view.rounds.values()).id,
        codebook_id=book.id,
        start=start,
        end=draw(st.integers(start, len(transcript.text))),
        codes=tuple(draw(st.lists(st.sampled_from(codes), max_size=3))),
        ratings=tuple(Rating(scale_id=each, value=draw(st.integers(-9, 9))) for each in rated),
        tense=draw(st.sampled_from([None, "then", "now"])),
        peak=draw(st.booleans()),
        certainty=draw(st.sampled_from([None, "unsure", "clear"])),
        memo=draw(texts),
        own_start_ms=draw(times),
        made_at=draw(st.sampled_from(["", "2025-03-12T10:00:00+00:00"])),
    )


def _moment(draw: Draw, view: StudyView) -> Edit:
    paired = {key for pairing in view.pairings.values() for key in pairing.moment_ids}
    standing = [each for each in view.all_moments() if each.id not in paired]
    fresh = moments(draw, view)
    if not standing or draw(st.integers(0, 2)) == 0:
        return Replace(None, fresh)
    before = _one(draw, standing)
    after = replace(fresh, id=before.id, coder_id=before.coder_id)
    slight = replace(before, memo=draw(texts))
    return Replace(before, draw(st.sampled_from([None, after, slight])))


def _pairing(draw: Draw, view: StudyView) -> Edit:
    if view.pairings and draw(st.booleans()):
        before = _one(draw, view.pairings.values())
        after = replace(before, memo=draw(texts), moment_ids=before.moment_ids[:1])
        return Replace(before, draw(st.sampled_from([None, after])))
    two = (moments(draw, view), moments(draw, view))
    book = view.codebooks[two[0].codebook_id]
    scale = next(scale for _, scale in book.scales())
    pairing = Pairing(
        id=new_id(),
        session_id=_one(draw, view.sessions.values()).id,
        coder_id=two[0].coder_id,
        round_id=two[0].round_id,
        moment_ids=(two[0].id, two[1].id),
        relation="diverging",
        ratings=(Rating(scale_id=scale.id, value=2),),
        memo=draw(texts),
    )
    return Several(tuple(Replace(None, record) for record in (*two, pairing)))


def _decision(draw: Draw, view: StudyView) -> Edit:
    """What was decided; the moments that it names need not stand there any more."""
    if view.decisions and draw(st.booleans()):
        before = _one(draw, view.decisions.values())
        after = replace(before, reason=draw(texts), made_ids=before.made_ids[1:])
        return Replace(before, draw(st.sampled_from([None, after])))
    transcript = _one(draw, view.transcripts.values())
    start = draw(st.integers(0, len(transcript.text)))
    fresh = Decision(
        id=new_id(),
        round_id=_one(draw, view.rounds.values()).id,
        coder_id=_one(draw, view.coders.values()).id,
        transcript_id=transcript.id,
        start=start,
        end=draw(st.integers(start, len(transcript.text))),
        choice=draw(st.sampled_from(CHOICES)),
        code_set_id=draw(texts),
        moment_ids=tuple(each.id for each in view.all_moments())[:2],
        made_ids=tuple(new_id() for _ in range(draw(st.integers(0, 2)))),
        seen=draw(texts),
        reason=draw(texts),
        decided_by=draw(texts),
        decided_at="2025-03-12T10:00:00+00:00",
    )
    return Replace(None, fresh)


def _gate(draw: Draw, view: StudyView) -> Edit:
    value = draw(maybe)
    fresh = Gate(
        id=new_id(),
        round_id=_one(draw, view.rounds.values()).id,
        coder_id=_one(draw, view.coders.values()).id,
        code_set=draw(names),
        coefficient="bar_u_alpha",
        threshold=draw(shares),
        value=value,
        reason=draw(texts),
        ci_low=draw(maybe),
        ci_high=draw(maybe),
        n=draw(st.integers(0, 10**9)),
        unit="character",
        coders=tuple(draw(st.lists(names, max_size=3))),
        passed=value is not None,
        version="1",
        decided_by=draw(texts),
        decided_at="2025-03-12T10:00:00+00:00",
    )
    if not view.gates or draw(st.booleans()):
        return Replace(None, fresh)
    before = _one(draw, view.gates.values())
    return Replace(before, draw(st.sampled_from([None, replace(fresh, id=before.id)])))


def _judgement(draw: Draw, view: StudyView) -> Edit:
    """A judgement under a set of its unit; with the set where the study has none."""
    judged = [
        (book, own)
        for book in view.codebooks.values()
        for own in book.sets
        if own.unit in JUDGED_UNITS
    ]
    making: list[Edit] = []
    if not judged:
        free = _still_here(view)
        own = CodeSet(
            id=new_id(),
            name=draw(names),
            codes=(Code(id=new_id(), name=draw(names)), Code(id=new_id(), name=draw(names))),
            scales=(Scale(id=new_id(), name=draw(names), minimum=-9, maximum=9),),
            unit=draw(st.sampled_from(JUDGED_UNITS)),
            bin_ms=draw(st.integers(1, 10**7)),
        )
        was = _one(draw, free) if free else None
        book = was or make_codebook(number=view.codebook.number + 1)
        book = replace(book, sets=(*book.sets, own))
        judged = [(book, own)]
        making = [Replace(was, book)]
    book, own = _one(draw, judged)
    targets: Mapping[str, Any] = {"session": view.sessions, "dyad": view.dyads}
    start = draw(st.integers(0, 99)) * own.bin_ms if own.unit == "bin" else None
    codes = [code.id for code in own.codes]
    chosen = draw(st.lists(st.sampled_from(codes), max_size=3, unique=True)) if codes else []
    scales = [scale.id for scale in own.scales]
    rated = draw(st.lists(st.sampled_from(scales), unique=True, max_size=2)) if scales else []
    fresh = Judgement(
        id=new_id(),
        coder_id=_one(draw, view.coders.values()).id,
        round_id=_one(draw, view.rounds.values()).id,
        codebook_id=book.id,
        code_set_id=own.id,
        unit=own.unit,
        target_id=_one(draw, targets.get(own.unit, view.accounts).values()).id,
        start_ms=start,
        end_ms=None if start is None else start + draw(st.integers(1, own.bin_ms)),
        codes=tuple(chosen),
        ratings=tuple(Rating(scale_id=each, value=draw(st.integers(-9, 9))) for each in rated),
        values=tuple(CodeValue(code_id=each, value=draw(st.integers(0, 9))) for each in chosen),
        memo=draw(texts),
    )
    return Several((*making, _changed(draw, view.judgements.values(), fresh)))


def _memo(draw: Draw, view: StudyView) -> Edit:
    about = draw(st.sampled_from(MEMO_ABOUT))
    transcript = _one(draw, view.transcripts.values())
    codes = [code for _, code in view.codebook.codes()]
    targets = {
        "study": [view.study],
        "dyad": view.dyads.values(),
        "session": view.sessions.values(),
        "account": view.accounts.values(),
        "code": codes,
        "turn": [transcript],
    }[about]
    fresh = Memo(
        id=new_id(),
        coder_id=_one(draw, view.coders.values()).id,
        about=about,
        about_id=_one(draw, targets).id,
        transcript_id=transcript.id if about == "turn" else None,
        turn=draw(st.integers(0, len(transcript.turns) - 1)) if about == "turn" else None,
        text=draw(texts),
    )
    return _changed(draw, view.memos.values(), fresh)


def _filter(draw: Draw, view: StudyView) -> Edit:
    fresh = Filter(
        id=new_id(),
        coder_id=_one(draw, view.coders.values()).id,
        name=draw(texts),
        rules=draw(attributes),
    )
    return _changed(draw, view.filters.values(), fresh)


def _package(draw: Draw, view: StudyView) -> Edit:
    fresh = Package(
        id=new_id(),
        round_id=_one(draw, view.rounds.values()).id,
        coder_id=_one(draw, view.coders.values()).id,
        codebook_id=_one(draw, view.codebooks.values()).id,
        account_ids=tuple(draw(st.lists(st.sampled_from(list(view.accounts)), max_size=2))),
        verify_key=draw(texts),
        made_at="2025-03-12T10:00:00+00:00",
        state=draw(st.sampled_from(STATES)),
        returned_at=draw(st.sampled_from([None, "2025-03-12T10:00:00+00:00"])),
        devices=tuple(draw(st.lists(names, max_size=2))),
        own_passphrase=draw(st.sampled_from([None, True, False])),
        reason=draw(texts),
    )
    return _changed(draw, view.packages.values(), fresh)


_KINDS = (
    _study,
    _coder,
    _participant,
    _dyad,
    _session,
    _account,
    _interview,
    _codebook,
    _next_codebook,
    _round,
    _assignment,
    _stop,
    _aside,
    _question,
    _asked,
    _measure,
    _score,
    _opening,
    _transcript,
    _moment,
    _moment,
    _moment,
    _pairing,
    _judgement,
    _memo,
    _filter,
    _decision,
    _gate,
    _package,
)
