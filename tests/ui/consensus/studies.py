"""The sample study with the work of more coders, and many times over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotator.analysis.agreement.compared import Compared, compare
from annotator.analysis.agreement.episodes import Episode, episodes
from annotator.analysis.agreement.overview import Overview
from annotator.domain.moment import Moment
from annotator.domain.round import Assignment, Coder
from annotator.domain.view import StudyView


def overview_of(view: StudyView, **chosen: str) -> Overview:
    """What the tab reads of a comparison; no coefficient is computed."""
    compared = compare(view, **chosen)  # type: ignore[arg-type]
    return overview_with(compared, episodes(compared))


def overview_with(compared: Compared, found: Iterable[Episode]) -> Overview:
    """A comparison with these episodes."""
    return Overview(
        compared=compared,
        unit="character",
        headline=(),
        codes=(),
        matrix={},
        confusions={},
        parts={},
        drift={},
        drift_coefficient="",
        episodes=tuple(found),
        ratings=(),
        everything=(),
        accept_from=0.667,
        good_from=0.8,
    )


def with_third_coder(view: StudyView) -> StudyView:
    """RA-3 has done what RA-2 has, but every fifth moment; every fourth ends elsewhere."""
    second = view.find_coder("RA-2")
    assert second is not None
    third = Coder(id="third", name="RA-3")
    moments: dict[str, Mapping[str, Moment]] = {}
    for transcript_id, own in view.moments.items():
        theirs = [each for each in own.values() if each.coder_id == second.id]
        copies = {
            f"{each.id}-3": replace(
                each,
                id=f"{each.id}-3",
                coder_id=third.id,
                end=each.end - 10 * (place % 4 == 0 and each.end - each.start > 30),
            )
            for place, each in enumerate(theirs)
            if place % 5
        }
        moments[transcript_id] = {**own, **copies}
    work = {
        f"{each.id}-3": replace(each, id=f"{each.id}-3", coder_id=third.id)
        for each in view.assignments.values()
        if each.coder_id == second.id
    }
    return replace(
        view,
        coders={**view.coders, third.id: third},
        moments=moments,
        assignments={**view.assignments, **work},
    )


def many_times(view: StudyView, times: int) -> StudyView:
    """The study with each dyad so many times, each with its own ids."""
    tables: dict[str, dict[str, object]] = {
        name: dict(getattr(view, name))
        for name in ("dyads", "sessions", "accounts", "assignments", "transcripts", "moments")
    }
    for number in range(1, times):
        mark = f"-{number}"
        for dyad in view.dyads.values():
            tables["dyads"][dyad.id + mark] = replace(
                dyad, id=dyad.id + mark, name=f"{dyad.name}{mark}"
            )
        for session in view.sessions.values():
            tables["sessions"][session.id + mark] = replace(
                session, id=session.id + mark, dyad_id=session.dyad_id + mark
            )
        for account in view.accounts.values():
            tables["accounts"][account.id + mark] = replace(
                account, id=account.id + mark, session_id=account.session_id + mark
            )
        for work in view.assignments.values():
            tables["assignments"][work.id + mark] = Assignment(
                id=work.id + mark,
                round_id=work.round_id,
                coder_id=work.coder_id,
                account_id=work.account_id + mark,
                progress=work.progress,
            )
        for text in view.transcripts.values():
            tables["transcripts"][text.id + mark] = replace(
                text, id=text.id + mark, account_id=text.account_id + mark
            )
            tables["moments"][text.id + mark] = {
                each.id + mark: replace(each, id=each.id + mark, transcript_id=text.id + mark)
                for each in view.moments_of(text.id).values()
            }
    return replace(view, **tables)  # type: ignore[arg-type]
