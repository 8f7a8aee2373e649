"""A study with records of every kind, in as many rows as a trial of rescues wants."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.consensus import Decision, Gate
from annotator.domain.edits import Edit, Record, added
from annotator.domain.filter import Filter
from annotator.domain.guide import Asked, Question
from annotator.domain.ids import new_id
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.measures import Measure, Score
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment, Pairing, Rating
from annotator.domain.package import Package
from annotator.domain.round import Coder, Opening, Round
from annotator.domain.transcript import Aside
from tests.storage.making import Made, make

BIN_MS = 300_000


@dataclass(frozen=True)
class Whole:
    """What `make` gives, and the rest of a design: a second round with its codebook, a guide."""

    made: Made
    book: Codebook
    work: Round
    layer: Coder
    questions: tuple[Question, ...]
    edit: Edit


def whole(dyads: int = 3) -> Whole:
    """A study of so many dyads, with one of each of the rest."""
    made = make(dyads=dyads)
    book = _judged_codebook()
    work = Round(id=new_id(), name="first", number=1, kind="reliability", codebook_id=book.id)
    layer = Coder(id=new_id(), name="Consensus", role="consensus")
    first = Question(id=new_id(), name="Q1", text="What helped?", position=1)
    prompt = Question(id=new_id(), name="Q1a", parent_id=first.id, position=2)
    measure = Measure(id=new_id(), name="WAI-SR", kind="alliance", minimum=1, maximum=5)
    score = Score(
        id=new_id(), measure_id=measure.id, session_id=made.session.id, voice="patient", value=4.5
    )
    coder = made.coders[0]
    package = Package(
        id=new_id(),
        round_id=work.id,
        coder_id=coder.id,
        codebook_id=book.id,
        account_ids=(made.transcripts[0].account_id,),
        verify_key="00",
        made_at="",
    )
    opening = Opening(id=new_id(), round_id=work.id, coder_id=coder.id, session_id=made.session.id)
    gate = Gate(
        id=new_id(),
        round_id=work.id,
        coder_id=layer.id,
        code_set="Process",
        coefficient="bar_u_alpha",
        threshold=0.7,
        value=0.71,
    )
    kept = Filter(id=new_id(), coder_id=coder.id, name="mine", rules=(("code", "Warmth"),))
    own = (book, work, layer, first, prompt, measure, score, package, opening, gate, kept)
    return Whole(made, book, work, layer, (first, prompt), added(*own))


def _judged_codebook() -> Codebook:
    """A second version, with a set for bins of five minutes and one for whole sessions."""
    scale = Scale(id=new_id(), name="How much", minimum=0, maximum=4)
    rated = CodeSet(
        id=new_id(),
        name="Climate",
        unit="bin",
        marking="rating",
        bin_ms=BIN_MS,
        codes=(Code(id=new_id(), name="Warm"), Code(id=new_id(), name="Cold")),
        scales=(scale,),
    )
    ticked = CodeSet(
        id=new_id(), name="Whole", unit="session", codes=(Code(id=new_id(), name="Rupture"),)
    )
    return Codebook(id=new_id(), number=2, sets=(rated, ticked), frozen=True)


def work_on(study: Whole, number: int, moments: list[Moment]) -> list[Record]:
    """What somebody did beside marking these moments, of one transcript."""
    made, coder, text = study.made, study.made.coders[0], moments[0].transcript_id
    account = next(each.account_id for each in made.transcripts if each.id == text)
    rated, ticked = study.book.sets
    shared = {"coder_id": coder.id, "round_id": study.work.id, "codebook_id": study.book.id}
    bin_of = Judgement(
        id=new_id(),
        **shared,  # type: ignore[arg-type]
        code_set_id=rated.id,
        unit="bin",
        target_id=account,
        start_ms=number * BIN_MS,
        end_ms=(number + 1) * BIN_MS,
        values=tuple(CodeValue(code_id=each.id, value=number % 5) for each in rated.codes),
        ratings=(Rating(scale_id=rated.scales[0].id, value=number % 5),),
    )
    whole_of = Judgement(
        id=new_id(),
        **shared,  # type: ignore[arg-type]
        code_set_id=ticked.id,
        unit="session",
        target_id=made.session.id,
        codes=(ticked.codes[0].id,),
    )
    pairing = Pairing(
        id=new_id(),
        session_id=made.session.id,
        coder_id=coder.id,
        round_id=moments[0].round_id,
        moment_ids=(moments[0].id, moments[1].id),
        relation="converging",
        ratings=(Rating(scale_id=made.codebook.sets[0].scales[0].id, value=3),),
    )
    settled = replace(moments[0], id=new_id(), coder_id=study.layer.id)
    decision = Decision(
        id=new_id(),
        round_id=moments[0].round_id,
        coder_id=study.layer.id,
        transcript_id=text,
        start=moments[0].start,
        end=moments[0].end,
        choice="take",
        moment_ids=(moments[0].id,),
        made_ids=(settled.id,),
    )
    asked = Asked(
        id=new_id(), transcript_id=text, turn=number % 5, question_id=study.questions[1].id
    )
    memos = (
        Memo(id=new_id(), coder_id=coder.id, about="account", about_id=account, text="a thought"),
        Memo(
            id=new_id(),
            coder_id=coder.id,
            about="turn",
            about_id=text,
            transcript_id=text,
            turn=4,
            text="of a turn",
        ),
    )
    aside = Aside(id=new_id(), transcript_id=text, start=1, end=3)
    return [bin_of, whole_of, pairing, settled, decision, asked, *memos, aside]
