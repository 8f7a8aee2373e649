"""What a coder is told of the disagreements that were settled: how one's work differs from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.analysis.agreement.compared import Coded, Compared
from annotator.analysis.agreement.episodes import Episode
from annotator.app.verbs.decisions import Decisions, is_current
from annotator.domain.codebook import Scale
from annotator.domain.consensus import Decision
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.moment import Moment
from annotator.domain.spans import Span, overlap
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView

KINDS = ("missed", "added", "code", "boundary", "rating", "as settled")
"""How a coder's work may differ from what was settled."""

_COLUMNS = (
    Column(name="dyad", means="name of the dyad"),
    Column(name="session", means="number of the therapy session"),
    Column(name="account", means="whose account: session, therapist or patient"),
    Column(name="start", means="first position of the passage, in Unicode code points"),
    Column(name="end", means="position after its last"),
    Column(name="session_start_ms", means="session time of its start, ms"),
    Column(name="kind", means="missed, added, code, boundary, rating or as settled, joined by |"),
    Column(name="codes", means="the coder's codes, joined by |; empty where there is no moment"),
    Column(name="consensus_codes", means="codes of the consensus, joined by |"),
    Column(name="start_shift", means="coder's start minus that of the consensus, characters"),
    Column(name="end_shift", means="coder's end minus that of the consensus, characters"),
    Column(name="rating_differences", means="coder's rating minus the consensus', by scale"),
    Column(name="reason", means="why it was settled so"),
    Column(name="changed", means="1 if a moment was changed since it was settled, else 0"),
)
_QUOTES = (
    Column(name="quote", means="the coder's passage"),
    Column(name="consensus_quote", means="the passage of the consensus, parts joined by |"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A coder's work in one round against what was settled.

    Attributes:
        passages: one row a settled disagreement on a transcript that the coder is done with,
            where the coder or the consensus has something.
        codes: per code how often the coder has it where the consensus has it, and not so.
        counts: how many of the passages differ in each of `KINDS`.
        waiting: disagreements that are not settled yet.
    """

    coder: str
    round_name: str
    passages: Table
    codes: Table
    counts: Mapping[str, int]
    waiting: int


def feedback(
    view: StudyView,
    compared: Compared,
    episodes: Iterable[Episode],
    coder: str,
    *,
    with_text: bool = False,
) -> Feedback:
    """What one coder is told; nothing of it says what the other coders had.

    Args:
        view: the study with the work of all coders.
        compared: the coders, without the consensus layer.
        episodes: of the comparison.
        coder: name of one of the coders.
        with_text: with the words of the passages.

    Raises:
        UserError: the coder is not among those compared.
    """
    if coder not in compared.coders:
        known = ", ".join(compared.coders) or "none"
        raise UserError(
            f"no coder {coder!r} in round {compared.round.name}", hint=f"known: {known}"
        )
    rows: list[tuple[Value, ...]] = []
    counts = Counter(dict.fromkeys(KINDS, 0))
    tally = {code.id: Counter[str]() for code in compared.code_set.codes}
    waiting = 0
    decisions = Decisions(view.decisions.values())
    for episode in episodes:
        decision = decisions.of(episode)
        if coder not in episode.coders or decision is None:
            waiting += coder in episode.coders and bool(episode.kinds)
            continue
        one = _Against.of(view, compared, episode, decision, coder)
        if one.own is None and not one.settled:
            continue  # what another coder had and lost is not this one's to know
        _count_codes(tally, one)
        if episode.kinds:
            kinds = one.kinds(compared.code_set.scales)
            counts.update(kinds)
            rows.append(_row(view, compared, episode, decision, one, kinds, with_text))
    return Feedback(
        coder=coder,
        round_name=compared.round.name,
        passages=Table(
            name="feedback",
            means=f"one settled disagreement, as {coder} had it and as it was settled",
            columns=(*_COLUMNS, *_QUOTES) if with_text else _COLUMNS,
            rows=tuple(rows),
        ),
        codes=_codes_table(compared, tally),
        counts=dict(counts),
        waiting=waiting,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Against:
    """A coder's moment on a passage against those of the consensus; None where there is none."""

    document: Coded
    own: Moment | None
    settled: tuple[Moment, ...]
    codes: frozenset[Id]

    @classmethod
    def of(
        cls, view: StudyView, compared: Compared, episode: Episode, decision: Decision, coder: str
    ) -> _Against:
        made = (view.moment(moment_id) for moment_id in decision.made_ids)
        return cls(
            document=episode.document,
            own=next((moment for name, moment in episode.moments if name == coder), None),
            settled=tuple(each for each in made if each is not None),
            codes=frozenset(code.id for code in compared.code_set.codes),
        )

    @property
    def nearest(self) -> Moment | None:
        """The moment of the consensus that is most like the coder's."""
        own = self.own
        if own is None:
            return None

        def likeness(each: Moment) -> tuple[bool, int, int]:
            shared = overlap((own.start, own.end), (each.start, each.end))
            away = abs(own.start - each.start) + abs(own.end - each.end)
            return self.own_codes(own) == self.own_codes(each), shared, -away

        return max(self.settled, key=likeness, default=None)

    def own_codes(self, *moments: Moment | None) -> frozenset[Id]:
        """Codes of the compared set."""
        held = (moment.codes for moment in moments if moment is not None)
        return self.codes.intersection(code for codes in held for code in codes)

    def shifts(self) -> tuple[int, int] | None:
        """Coder's ends minus those of the consensus, in text that counts; None without both."""
        own, nearest = self.own, self.nearest
        if own is None or nearest is None:
            return None
        mine, theirs = (_solid(self.document, (m.start, m.end)) for m in (own, nearest))
        return mine[0] - theirs[0], mine[1] - theirs[1]

    def rated(self, scales: Sequence[Scale]) -> dict[str, int]:
        """By scale the coder's rating minus that of the consensus, where both rated unlike."""
        own, nearest = self.own, self.nearest
        if own is None or nearest is None:
            return {}
        pairs = ((scale.name, own.rating(scale.id), nearest.rating(scale.id)) for scale in scales)
        return {
            name: mine - theirs
            for name, mine, theirs in pairs
            if mine is not None and theirs is not None and mine != theirs
        }

    def kinds(self, scales: Sequence[Scale]) -> tuple[str, ...]:
        """How the coder's work differs, of `KINDS`."""
        nearest = self.nearest
        if self.own is None or nearest is None:
            if self.own is None and self.settled:
                return ("missed",)
            return ("as settled",) if self.own is None else ("added",)
        differing = {
            "code": self.own_codes(self.own) != self.own_codes(nearest),
            "boundary": self.shifts() != (0, 0),
            "rating": bool(self.rated(scales)),
        }
        return tuple(kind for kind, is_so in differing.items() if is_so) or ("as settled",)


def _solid(document: Coded, span: Span) -> Span:
    """A span without what does not count at its ends: white space, text that is left out."""
    text = document.transcript.text
    places = [
        place
        for start, end in document.kept
        for place in range(max(start, span[0]), min(end, span[1]))
        if not text[place].isspace()
    ]
    return (min(places), max(places) + 1) if places else span


def _count_codes(tally: Mapping[Id, Counter[str]], one: _Against) -> None:
    mine, theirs = one.own_codes(one.own), one.own_codes(*one.settled)
    for code_id in mine | theirs:
        both = code_id in mine and code_id in theirs
        tally[code_id]["hits" if both else "added" if code_id in mine else "misses"] += 1


def _codes_table(compared: Compared, tally: Mapping[Id, Counter[str]]) -> Table:
    return Table(
        name="feedback_codes",
        means="one code, over all settled passages, agreed ones too",
        columns=(
            Column(name="code", means="name of the code"),
            Column(name="hits", means="passages with the code, of the coder and the consensus"),
            Column(name="misses", means="passages where the consensus has it and the coder not"),
            Column(name="added", means="passages where the coder has it and the consensus not"),
        ),
        rows=tuple(
            (code.name, *(tally[code.id][name] for name in ("hits", "misses", "added")))
            for code in compared.code_set.codes
            if tally[code.id]
        ),
    )


def _row(
    view: StudyView,
    compared: Compared,
    episode: Episode,
    decision: Decision,
    one: _Against,
    kinds: Sequence[str],
    with_text: bool,
) -> tuple[Value, ...]:
    document = episode.document
    names = {code.id: code.name for code in compared.code_set.codes}

    def listed(codes: frozenset[Id]) -> str:
        return "|".join(name for code_id, name in names.items() if code_id in codes)

    # Not the span of the episode: it would tell where the other coders' ends are.
    own_place = (one.own,) if one.own else one.settled
    shifts = one.shifts() or (None, None)
    rated = one.rated(compared.code_set.scales)
    quotes: tuple[Value, ...] = ()
    if with_text:
        own = document.transcript.quote(one.own.start, one.own.end) if one.own else None
        theirs = "|".join(document.transcript.quote(m.start, m.end) for m in one.settled)
        quotes = (own, theirs or None)
    return (
        document.dyad,
        document.session,
        document.account.voice,
        min(moment.start for moment in own_place),
        max(moment.end for moment in own_place),
        view.interval_of(own_place[0])[0],
        "|".join(kinds),
        listed(one.own_codes(one.own)) if one.own else None,
        listed(one.own_codes(*one.settled)) if one.settled else None,
        *shifts,
        "|".join(f"{name} {difference:+d}" for name, difference in rated.items()) or None,
        decision.reason or None,
        int(not is_current(decision, episode)),
        *quotes,
    )
