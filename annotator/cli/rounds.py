"""The commands of rounds: `round` draws one, `freeze` makes one of passages, `feedback` tells."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from annotator.cli.opening import json_text, opened
from annotator.domain.errors import UserError

if TYPE_CHECKING:
    from annotator.app.verbs.feedback import Feedback
    from annotator.domain.edits import Edit
    from annotator.domain.ids import Id
    from annotator.domain.table import Table
    from annotator.domain.view import StudyView


def draw_round(arguments: argparse.Namespace) -> int:
    """Draws a round and prints each coder's order of work; gives the exit code 0."""
    from annotator.app.verbs.drawing import RoundWish, draw

    with opened(arguments.study) as study:
        known, new = _coders(study.view, arguments.coders)
        wish = RoundWish(
            name=arguments.name,
            kind=arguments.kind,
            coder_ids=known,
            new_coders=new,
            share=arguments.share,
            count=arguments.count,
            seed=arguments.seed,
            gate=_gate(arguments.gate),
            blind=not arguments.not_blind,
            hides_other_account=arguments.individually_first,
        )
        edit = draw(study.view, wish)
        study.do(edit, f"Draw the round {arguments.name}")
        _print_work(study.view, arguments.name, edit)
    return 0


def freeze(arguments: argparse.Namespace) -> int:
    """Makes a round of frozen passages and prints its orders of work; gives the exit code 0."""
    from annotator.app.verbs.freezing import freeze_passages, skipped_accounts

    with opened(arguments.study) as study:
        old = study.view.find_round(arguments.round)
        if old is None:
            known = ", ".join(sorted(each.name for each in study.view.rounds.values()))
            raise UserError(
                f"no round {arguments.round!r}", hint=f"the rounds are: {known or 'none yet'}"
            )
        edit = freeze_passages(
            study.view,
            old.id,
            name=arguments.name,
            rule=arguments.rule,
            set_name=arguments.set,
            seed=arguments.seed,
        )
        study.do(edit, f"Freeze the passages of round {old.name}")
        _print_work(study.view, arguments.name, edit)
        skipped = len(skipped_accounts(study.view, old.id, arguments.rule))
        if skipped:
            transcripts = "1 transcript" if skipped == 1 else f"{skipped} transcripts"
            print(f"{transcripts} left out: only one coder is done there")
    return 0


def feedback(arguments: argparse.Namespace) -> int:
    """Prints how a coder's work differs from what was settled; gives the exit code 0."""
    from annotator.analysis.agreement.compared import compare
    from annotator.analysis.agreement.episodes import episodes
    from annotator.app.verbs.feedback import feedback as told_to
    from annotator.app.verbs.noting import note_reading

    with opened(arguments.study) as study:
        view = study.view
        compared = compare(view, set_name=arguments.set, round_name=arguments.round)
        own = told_to(
            view, compared, episodes(compared), arguments.coder, with_text=arguments.with_text
        )
        if arguments.with_text:
            note_reading(study, f"feedback for {arguments.coder}")
    print(json_text(_feedback_json(own)) if arguments.json else "\n".join(_feedback_lines(own)))
    return 0


def _coders(view: StudyView, names: str) -> tuple[tuple[Id, ...], tuple[str, ...]]:
    """The ids of the coders that are named with commas between, and the names of new ones."""
    listed = list(dict.fromkeys(filter(None, (each.strip() for each in names.split(",")))))
    found = [(name, view.find_coder(name)) for name in listed]
    known = tuple(coder.id for _, coder in found if coder is not None)
    return known, tuple(name for name, coder in found if coder is None)


def _gate(text: str | None) -> tuple[str, float] | None:
    """The coefficient and the threshold of `bar_u_alpha=0.7`."""
    if text is None:
        return None
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        hint = "write it as bar_u_alpha=0.7"
        raise UserError(f"{text!r} is no gate", "--gate", hint) from None


def _print_work(view: StudyView, round_name: str, edit: Edit) -> None:
    """Who works on what, in order, and how many passages there are."""
    from annotator.domain.edits import replacements
    from annotator.domain.moment import Moment
    from annotator.domain.round import Assignment

    records = [each.after for each in replacements(edit)]
    work = [each for each in records if isinstance(each, Assignment)]
    passages = {
        (each.transcript_id, each.start, each.end) for each in records if isinstance(each, Moment)
    }
    transcripts = {each.account_id for each in work}
    frozen = f", {len(passages)} frozen passages" if passages else ""
    drawn = view.find_round(round_name)
    alone = ", individually first" if drawn is not None and drawn.hides_other_account else ""
    print(f"{round_name}: {len(transcripts)} transcripts{frozen}{alone}")
    for coder_id in dict.fromkeys(each.coder_id for each in work):
        own = sorted((w for w in work if w.coder_id == coder_id), key=lambda each: each.position)
        print(f"{view.coders[coder_id].name}:")
        for each in own:
            dyad, session, account = view.place_of(each.account_id)
            print(f"  {each.position}. {dyad.name}, session {session.number}, {account.voice}")


def _feedback_json(own: Feedback) -> dict[str, Any]:
    return {
        "coder": own.coder,
        "round": own.round_name,
        "counts": dict(own.counts),
        "waiting": own.waiting,
        "passages": _rows_json(own.passages),
        "codes": _rows_json(own.codes),
    }


def _rows_json(table: Table) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def _feedback_lines(own: Feedback) -> list[str]:
    """The sheet for a person: counts, codes, then each passage."""
    counted = ", ".join(f"{kind} {number}" for kind, number in own.counts.items())
    lines = [f"{own.coder}, round {own.round_name}: {counted}; not settled yet {own.waiting}"]
    lines += [
        f"  {row['code']}: hits {row['hits']}, misses {row['misses']}, added {row['added']}"
        for row in _rows_json(own.codes)
    ]
    for row in _rows_json(own.passages):
        place = f"{row['dyad']}, session {row['session']}, {row['account']}"
        had, settled = row["codes"], row["consensus_codes"]
        codes = f"{_said(had)} : {_said(settled)}"
        more = "; ".join(
            str(each)
            for each in (row["rating_differences"], row["reason"], row.get("consensus_quote"))
            if each
        )
        lines.append(
            f"{place}, {row['start']} to {row['end']}: {row['kind']} ({codes})"
            + (f"; {more}" if more else "")
        )
    return lines


def _said(codes: str | None) -> str:
    return "nothing" if codes is None else codes or "no code"
