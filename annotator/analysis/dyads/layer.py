"""Whose work an analysis counts: one coder's or the consensus, with one set of codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.analysis.agreement.judged import UNIT_WORDS
from annotator.analysis.listing import ordered_accounts
from annotator.domain.code_lineage import counted_names, counted_set
from annotator.domain.codebook import CodeSet
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.judgement import JUDGED_UNITS
from annotator.domain.moment import Moment
from annotator.domain.round import Coder
from annotator.domain.study import Account
from annotator.domain.transcript import Transcript
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One coder's work, or what was settled, with one set of codes.

    Attributes:
        code_set: without codes that were merged, which count as what they became.
        names: as the codes of the codebook count in the set, by id; see `code_lineage`.
        notes: what a reader must know of how it was chosen.
    """

    coder: Coder
    code_set: CodeSet
    names: dict[Id, str]
    notes: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Names of the set's codes, in the order of the codebook."""
        return tuple(dict.fromkeys(code.name for code in self.code_set.codes))

    def codes_of(self, moment: Moment) -> tuple[str, ...]:
        """Names of the set's codes that a moment has, each once."""
        return tuple(dict.fromkeys(self.names[each] for each in moment.codes if each in self.names))


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedAccount:
    """One account as the layer coded it.

    Attributes:
        place: `D07, session 3, patient`.
        moments: of the layer's latest round on it, in order of the text.
        done: whether it is marked as done; what was settled always is.
    """

    place: str
    account: Account
    transcript: Transcript
    moments: tuple[Moment, ...]
    done: bool


def chosen_layer(view: StudyView, coder: str | None = None, set_name: str | None = None) -> Layer:
    """The layer of that coder, else the consensus where it is there, else the coder with most.

    Raises:
        UserError: no such coder or set, no codes, no moments at all.
    """
    book = view.codebook
    chosen = _chosen_set(view, set_name)
    names, code_set = counted_names(book, chosen), counted_set(book, chosen)
    counts = Counter(
        moment.coder_id
        for account in view.accounts.values()
        if (transcript := view.transcript_of(account.id)) is not None
        for moment in view.moments_of(transcript.id).values()
        if any(each in names for each in moment.codes)
    )
    if coder is not None:
        found = view.find_coder(coder)
        if found is None:
            raise UserError(f"no coder {coder!r}", hint=_there_are(view, view.coders))
        return Layer(coder=found, code_set=code_set, names=names)
    if not counts:
        raise UserError(
            f"nobody has marked a moment with a code of the set {code_set.name!r}",
            hint="mark moments first, or name another set with --set",
        )
    layer = view.consensus
    if layer is not None and counts[layer.id]:
        note = "of the consensus layer"
        return Layer(coder=layer, code_set=code_set, names=names, notes=(note,))
    most = min(counts, key=lambda each: (-counts[each], view.coders[each].name))
    note = ""
    if len(counts) > 1:
        note = (
            f"of {view.coders[most].name}, who has the most moments of {len(counts)} coders; "
            "nothing is settled yet, --coder names another"
        )
    return Layer(
        coder=view.coders[most], code_set=code_set, names=names, notes=(note,) if note else ()
    )


def coded_account(view: StudyView, layer: Layer, account: Account) -> CodedAccount | None:
    """An account as the layer coded it; None where it has not.

    It counts as coded where the layer has a moment there, marked it done or settled something.
    Where it was coded in several rounds, the latest one counts.
    """
    transcript = view.transcript_of(account.id)
    if transcript is None:
        return None
    own = [m for m in view.moments_of(transcript.id).values() if m.coder_id == layer.coder.id]
    finished = _finished(view, layer, account, transcript)
    worked = {each.round_id for each in own} | finished
    if not worked:
        return None
    number = {each: view.rounds[each].number if each in view.rounds else -1 for each in worked}
    latest = max(worked, key=lambda each: (number[each], each))
    moments = sorted((m for m in own if m.round_id == latest), key=lambda m: (m.start, m.end))
    dyad, session, _ = view.place_of(account.id)
    return CodedAccount(
        place=f"{dyad.name}, session {session.number}, {account.voice}",
        account=account,
        transcript=transcript,
        moments=tuple(moments),
        done=latest in finished or layer.coder.role == "consensus",
    )


def coded_accounts(view: StudyView, layer: Layer) -> list[CodedAccount]:
    """All accounts that the set applies to and the layer coded, by dyad, session and voice."""
    voices = layer.code_set.accounts
    found = (
        coded_account(view, layer, account)
        for account in ordered_accounts(view)
        if not voices or account.voice in voices
    )
    return [each for each in found if each is not None]


def unfinished_notes(coded: Iterable[CodedAccount], layer: Layer) -> tuple[str, ...]:
    """That accounts are counted which are not marked as done, where there are any."""
    unfinished = sum(not each.done for each in coded)
    if not unfinished:
        return ()
    verb = "is" if unfinished == 1 else "are"
    return (f"{unfinished} of the accounts {verb} not marked as done by {layer.coder.name}",)


def _finished(view: StudyView, layer: Layer, account: Account, transcript: Transcript) -> set[Id]:
    """Rounds in which the layer is done with an account, or settled something in it."""
    done = {
        each.round_id
        for each in view.assignments.values()
        if each.coder_id == layer.coder.id
        and each.account_id == account.id
        and each.progress == "done"
    }
    settled = {
        each.round_id
        for each in view.decisions.values()
        if each.coder_id == layer.coder.id and each.transcript_id == transcript.id
    }
    return done | settled


def _chosen_set(view: StudyView, name: str | None) -> CodeSet:
    sets = view.codebook.sets
    if not sets:
        hint = "a study gets its codes when it is made, by `annotator new --codebook`"
        raise UserError("the codebook has no codes", hint=hint)
    coded = [each for each in sets if each.unit not in JUDGED_UNITS]
    if name is None:
        if not coded:
            raise UserError("no set of the codebook codes passages or turns", hint=_ONLY_PASSAGES)
        return coded[0]
    found = next((each for each in sets if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in sets)
        raise UserError(f"no set of codes {name!r}", hint=f"there are {known}")
    if found not in coded:
        raise UserError(f"the set {name} judges {UNIT_WORDS[found.unit]}", hint=_ONLY_PASSAGES)
    return found


_ONLY_PASSAGES = "dyadic analyses count moments; judgements stand in judgements.csv of the export"


def _there_are(view: StudyView, ids: Iterable[Id]) -> str:
    listed = ", ".join(sorted(view.coders[each].name for each in ids))
    return f"there are {listed}" if listed else "there is none yet"
