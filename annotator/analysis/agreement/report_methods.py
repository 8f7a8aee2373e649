"""The methods paragraphs of a report: what was compared, how and with what, ready to paste."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

from annotator.analysis.agreement.compared import Compared
from annotator.analysis.agreement.intervals import KIND_NAMES, Resampling
from annotator.analysis.agreement.meanings import meaning_of
from annotator.analysis.agreement.overview import Overview, Unit
from annotator.analysis.agreement.report_values import (
    counted,
    interval_text,
    limit_text,
    listed,
    printed,
    share_text,
)
from annotator.analysis.agreement.result import Result
from annotator.analysis.agreement.spans_groups import GAMMA

_UNITS: dict[Unit, str] = {
    "character": (
        "The unit of analysis was the character of the frozen transcripts, so that the length "
        "of what coders marked alike or differently is what counts"
    ),
    "turn": "The unit of analysis was the turn of speech",
    "second": (
        "The unit of analysis was the marked moment, placed on the clock of its session; two "
        "coders' moments of one code agree where they are at most 10 seconds apart"
    ),
    "moment": (
        "The unit of analysis was the moment that two coders share, and what was compared is "
        "how they rated it"
    ),
    "passage": (
        "The unit of analysis was the passage, marked in an earlier round and then frozen, so "
        "that coders differed in its codes only"
    ),
    "bin": "The unit of analysis was the time bin of the session's clock",
    "account": "The unit of analysis was the whole account",
    "session": "The unit of analysis was the whole session",
    "dyad": "The unit of analysis was the whole dyad",
}
_MARKED = {
    "presence": "Coders ticked the codes that they found in it",
    "rating": "Coders gave each code a value on a scale",
    "sort": "Coders sorted the items onto piles (a Q-sort)",
}
_RESAMPLED = "interval from resampling "


def methods(overview: Overview, software: str, resampling: Resampling | None) -> tuple[str, ...]:
    """The paragraphs, in the past tense of a paper.

    Args:
        overview: what was computed.
        software: name and version.
        resampling: with which intervals were made; None where that is not known.
    """
    return tuple(
        " ".join(sentences)
        for sentences in (
            _compared(overview),
            _values(overview),
            _intervals(overview, resampling),
            _left_out(overview),
            _made_with(overview, software),
        )
        if sentences
    )


def _compared(overview: Overview) -> list[str]:
    """Who, what and how much."""
    compared = overview.compared
    if compared.is_judged:
        return _judged(overview)
    documents = compared.documents
    dyads = {each.dyad for each in documents}
    voices: dict[str, int] = {}
    for each in documents:
        voices[each.account.voice] = voices.get(each.account.voice, 0) + 1
    accounts = listed(f"{number} {voice}" for voice, number in voices.items())
    of_accounts = f"; accounts: {accounts}" if voices else ""
    return [
        f"{_whose(compared)} in the round “{compared.round.name}” "
        f"({compared.round.kind}), on the {counted(len(compared.codes), 'code')} of the set "
        f"“{compared.code_set.name}”, whether used or not.",
        f"It rests on {counted(len(documents), 'transcript')} of {counted(len(dyads), 'dyad')}"
        f"{of_accounts}, {_done(overview)}; a transcript in which a coder was done and found "
        "nothing counts as coded.",
        f"{_UNITS[overview.unit]}. {_text_that_counts(overview)}.",
    ]


def _judged(overview: Overview) -> list[str]:
    """The same of units that are no passages of a text."""
    compared = overview.compared
    dyads = {each.dyad for each in compared.targets}
    of_dyads = "" if compared.what == "dyad" else f" of {counted(len(dyads), 'dyad')}"
    numbers = ((len(compared.codes), "code"), (len(compared.code_set.scales), "scale"))
    on = listed(f"the {counted(number, what)}" for number, what in numbers if number)
    return [
        f"{_whose(compared)} in the round “{compared.round.name}” "
        f"({compared.round.kind}), on {on} of the set "
        f"“{compared.code_set.name}”.",
        f"It rests on {counted(compared.number, compared.what)}{of_dyads}, {_done(overview)}; "
        "what a coder did not judge is missing, and a judgement without a code counts as none "
        "found.",
        f"{_UNITS[overview.unit]}."
        + (f" {_MARKED[compared.code_set.marking]}." if compared.codes else ""),
    ]


def _whose(compared: Compared) -> str:
    """Whose agreement it is."""
    people, settled = _people(compared)
    if settled:
        if len(people) == 1:
            return f"Agreement of {people[0]} with the consensus was computed"
        coders = f"{counted(len(people), 'coder')} ({listed(people)})"
        return f"Agreement of {coders} and the consensus was computed"
    return (
        f"Intercoder agreement was computed for {counted(len(people), 'coder')} ({listed(people)})"
    )


def _people(compared: Compared) -> tuple[list[str], bool]:
    """The coders who did something that is compared, and whether the consensus is beside them."""
    roles = {each.name: each.role for document in compared.documents for each in document.coders}
    if compared.is_judged:
        own = {name for target in compared.targets for name in target.judgements}
        return [name for name in compared.coders if name in own], False
    people = [name for name in compared.coders if roles.get(name, "consensus") != "consensus"]
    return people, "consensus" in roles.values()


def _done(overview: Overview) -> str:
    """What had to be done; the work of those who were not done may have been taken too."""
    if any(each.startswith("nothing, though ") for each in overview.compared.excluded):
        return "of which not all were marked as done by these coders"
    people, settled = _people(overview.compared)
    if settled:
        return f"each done by {'the coder' if len(people) == 1 else 'a coder'} and settled"
    return "each marked as done by two or more of the coders"


def _text_that_counts(overview: Overview) -> str:
    roles = overview.compared.code_set.roles
    if roles:
        return f"Only text of these speakers was compared: {listed(roles)}"
    return "Interviewers’ turns were left out"


def _values(overview: Overview) -> list[str]:
    """The headline coefficients with their sources, and their values with intervals."""
    limits = (overview.accept_from, overview.good_from)
    sentences, cited = [], ""
    for result in overview.headline:
        meaning = meaning_of(result.coefficient)
        head = meaning.sign if meaning.source == cited else f"{meaning.sign} ({meaning.source})"
        cited = meaning.source
        if isnan(result.value):
            sentences.append(f"{head} was undefined: {result.reason}.")
            continue
        interval = interval_text(result, limits)
        spread = f", 95 % CI {interval}" if result.ci_low is not None else ", without an interval"
        share = ""
        if result.coverage is not None and result.coverage < 1:
            share = f", resting on {share_text(result.coverage)} of what was compared"
        sentences.append(
            f"{head} was {printed(result.value, limits)}{spread}, "
            f"n = {counted(result.n, result.unit)}{share}."
        )
    if not sentences:
        sentences.append("No coefficient could be computed.")
    sentences.append(
        f"The study took values from {limit_text(overview.accept_from)} as acceptable and from "
        f"{limit_text(overview.good_from)} as good."
    )
    return sentences


def _intervals(overview: Overview, resampling: Resampling | None) -> list[str]:
    """Which kind of interval, over how many clusters, with which seed."""
    known = [each for each in overview.headline if each.ci_low is not None]
    sentences = []
    kinds = _unique(each.ci_kind for each in known)
    bases = _unique(
        note.removeprefix(_RESAMPLED)
        for each in known
        for note in each.notes
        if note.startswith(_RESAMPLED)
    )
    if kinds:
        over = f", leaving out or resampling {listed(bases)}" if bases else ""
        sentences.append(f"Intervals are 95 % intervals ({listed(kinds)}){over}.")
    elif overview.headline:
        sentences.append("No interval could be given.")
    seeds = _unique(str(each.seed) for each in overview.headline if _is_random(each))
    if any(each.below for each in overview.headline):
        count = "" if resampling is None else f"{resampling.replicates:,} "
        seed = f" (seed {listed(seeds)})" if seeds else ""
        sentences.append(
            "The probability of falling below a threshold is the share of "
            f"{count}bootstrap replicates below it{seed}."
        )
    elif seeds:
        sentences.append(f"The random seed was {listed(seeds)}.")
    return sentences


def _is_random(result: Result) -> bool:
    """Whether anything of a result hangs on its seed: replicates, or gamma's chance samples."""
    drawn = result.below or result.ci_kind in (KIND_NAMES["percentile"], KIND_NAMES["BCa"])
    return result.seed is not None and bool(drawn or result.coefficient in GAMMA)


def _left_out(overview: Overview) -> list[str]:
    excluded = left_out(overview)
    if not excluded:
        return [f"No {overview.compared.what} was left out."]
    if len(excluded) <= 3:
        return [f"Left out: {'; '.join(excluded)}."]
    return ["What was left out is listed at the end of this report."]


def left_out(overview: Overview) -> tuple[str, ...]:
    """All that was left out of the headline values, each once."""
    own = (what for each in overview.headline for what in each.excluded)
    return _unique((*overview.compared.excluded, *own))


def remarks(overview: Overview) -> tuple[str, ...]:
    """What else a reader of the headline values must know, each once."""
    own = (
        note
        for each in overview.headline
        for note in each.notes
        if not note.startswith((_RESAMPLED, "probability of less than"))
    )
    return _unique((*overview.compared.notes, *own))


def _made_with(overview: Overview, software: str) -> list[str]:
    versions = _unique(each.version for each in (*overview.headline, *overview.everything))
    formulas = f", formula version {listed(versions)}" if versions else ""
    return [f"All values were computed with {software}{formulas}."]


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
