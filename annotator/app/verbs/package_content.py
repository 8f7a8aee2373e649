"""What a file of handed-out work holds: what its coder needs, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotator.domain.codebook import Codebook
from annotator.domain.edits import Record
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.moment import Moment, Pairing
from annotator.domain.package import Package
from annotator.domain.quoting import folded, quoted_words
from annotator.domain.round import Assignment, Opening, Round
from annotator.domain.transcript import Stop, Transcript, Turn
from annotator.domain.view import StudyView


def content_of(view: StudyView, package: Package) -> tuple[Record, ...]:
    """The records of a package, the study first, each after those that it names.

    The texts are today's versions, without the names of their files, interviewers and speakers
    and without what their reader or anybody noted at a place in them. Attributes and scores are
    there only where the round allows them. Of what coders did only this coder's own work of this
    round is there.

    Args:
        view: the study with the work of all coders, as it is once the work is handed out.
        package: what is handed out.
    """
    return (
        view.study,
        view.coders[package.coder_id],
        *_design(view, package),
        *_rules(view, package),
        *_own(view, package),
    )


def _design(view: StudyView, package: Package) -> Iterator[Record]:
    """People, dyads, sessions, interviews and texts of what is assigned."""
    allows = view.rounds[package.round_id].allows
    accounts = [view.accounts[each] for each in package.account_ids]
    places = [view.place_of(each.id) for each in accounts]
    sessions = {session.id: session for _, session, _ in places}
    dyads = {dyad.id: dyad for dyad, _, _ in places}
    interviews = [each for each in map(view.interview_of, package.account_ids) if each]
    people = {each.therapist_id for each in dyads.values()}
    people |= {each.patient_id for each in dyads.values()}
    people |= {each.participant_id for each in interviews}
    with_attributes = "attributes" in allows
    for participant in view.participants.values():
        if participant.id in people:
            yield participant if with_attributes else replace(participant, attributes=())
    for dyad in view.dyads.values():
        if dyad.id in dyads:
            yield dyad if with_attributes else replace(dyad, attributes=())
    for session in view.sessions.values():
        if session.id in sessions:
            yield replace(session, recording=None, recording_sha256=None, recording_offset_ms=0)
    yield from (each for each in view.accounts.values() if each.id in package.account_ids)
    yield from (replace(each, interviewer=None, reason=None) for each in interviews)
    yield from view.questions.values()
    for account_id in package.account_ids:
        transcript = view.transcript_of(account_id)
        assert transcript is not None
        yield _without_names(transcript)
        yield from (_bare_stop(each) for each in view.stops_of(transcript.id))
        yield from (replace(each, note="") for each in view.asides_of(transcript.id))
        yield from view.asked_of(transcript.id)
    if "measures" in allows:
        yield from view.measures.values()
        yield from (each for each in view.scores.values() if each.session_id in sessions)


def _without_names(transcript: Transcript) -> Transcript:
    """A transcript without its file's name, its reader's notes and what the speakers are called."""
    others: dict[str, str] = {}
    turns = tuple(
        replace(turn, speaker=_label(turn, others)) if turn.speaker else turn
        for turn in transcript.turns
    )
    return replace(transcript, turns=turns, source="", notes=())


def _label(turn: Turn, others: dict[str, str]) -> str:
    """What a speaker is called without a name; who has no role is numbered in order of talk."""
    if turn.role == "other":
        return others.setdefault(turn.speaker or "", f"Speaker {len(others) + 1}")
    return turn.role[0].upper()


def _bare_stop(stop: Stop) -> Stop:
    """A stop without what was noted at it and without how it was written in the file."""
    return replace(stop, note="", marker="[stop]" if stop.marker else "")


def without_foreign_quotes(view: StudyView, package: Package) -> Codebook:
    """The codebook without examples that quote a text of the study which is not handed out.

    What somebody made up as an example stays, and what stands in a text that is handed out.
    """
    book = view.codebooks[package.codebook_id]
    held = set(_texts(view, package))
    own = [folded(view.transcripts[each].text) for each in held]
    others = [folded(each.text) for key, each in view.transcripts.items() if key not in held]

    def may_go(example: str) -> bool:
        words = quoted_words(example)
        return any(words in text for text in own) or not any(words in text for text in others)

    sets = tuple(
        replace(
            code_set,
            codes=tuple(
                replace(code, examples=tuple(each for each in code.examples if may_go(each)))
                for code in code_set.codes
            ),
        )
        for code_set in book.sets
    )
    return book if sets == book.sets else replace(book, sets=sets)


def _rules(view: StudyView, package: Package) -> Iterator[Record]:
    """The codebook, and the round without what is the PI's matter alone."""
    yield without_foreign_quotes(view, package)
    work_round = view.rounds[package.round_id]
    if work_round.passages_from is not None:
        yield _bare(replace(view.rounds[work_round.passages_from], passages_from=None), package)
    yield _bare(work_round, package)


def _bare(work_round: Round, package: Package) -> Round:
    return replace(
        work_round,
        codebook_id=package.codebook_id,
        seed=None,
        gate_coefficient="",
        gate_threshold=None,
    )


def _own(view: StudyView, package: Package) -> Iterator[Record]:
    """What the coder has done of it so far."""
    sessions = {view.accounts[each].session_id for each in package.account_ids}
    targets = {*package.account_ids, *sessions, *(view.sessions[each].dyad_id for each in sessions)}
    for assignment in view.assignments.values():
        if assignment.account_id in package.account_ids and _of_round(assignment, package):
            yield assignment
    for opening in view.openings.values():
        if opening.session_id in sessions and _of_round(opening, package):
            yield opening
    yield from _own_moments(view, package)
    for judgement in view.judgements.values():
        if judgement.target_id in targets and _under_book(judgement, package):
            yield judgement
    codes = {code.id for _, code in view.codebooks[package.codebook_id].codes()}
    about = {view.study.id, *targets, *codes, *_texts(view, package)}
    for memo in view.memos.values():
        if memo.coder_id == package.coder_id and memo.about_id in about:
            yield memo


def _own_moments(view: StudyView, package: Package) -> Iterator[Record]:
    held: set[Id] = set()
    for transcript_id in _texts(view, package):
        for moment in view.moments_of(transcript_id).values():
            if _under_book(moment, package):
                held.add(moment.id)
                yield moment
    for pairing in view.pairings.values():
        if _of_round(pairing, package) and held.issuperset(pairing.moment_ids):
            yield pairing


def _of_round(
    record: Assignment | Opening | Moment | Pairing | Judgement, package: Package
) -> bool:
    """Whether the coder made it in the round that is handed out."""
    return (record.coder_id, record.round_id) == (package.coder_id, package.round_id)


def _under_book(record: Moment | Judgement, package: Package) -> bool:
    """The same, and under the version of the codebook that goes along."""
    return _of_round(record, package) and record.codebook_id == package.codebook_id


def _texts(view: StudyView, package: Package) -> list[Id]:
    found = (view.transcript_of(each) for each in package.account_ids)
    return [each.id for each in found if each is not None]
