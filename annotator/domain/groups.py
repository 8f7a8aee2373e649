"""Judgements and memos of a view by what they are about, so that one is found without a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from annotator.domain.edits import Replace
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo

Grouped = Mapping[Id, tuple[Any, ...]]
_ABOUT: dict[type, Callable[[Any], Id]] = {
    Judgement: lambda judgement: cast(Judgement, judgement).target_id,
    Memo: lambda memo: cast(Memo, memo).about_id,
}


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of one view: made when first asked for, handed on to the view after an edit.

    Two threads may make one at once; both make the same.
    """

    _known: dict[type, Grouped] = field(default_factory=dict)

    def of(self, kind: type, records: Iterable[Any]) -> Grouped:
        """The records of a kind by what they are about, each group in the order of making."""
        if kind not in self._known:
            about, found = _ABOUT[kind], dict[Id, list[Any]]()
            for record in records:
                found.setdefault(about(record), []).append(record)
            self._known[kind] = {key: tuple(own) for key, own in found.items()}
        return self._known[kind]

    def follow(self, former: Groups, changes: Iterable[Replace]) -> None:
        """Takes over what is known of the view before an edit, with its changes."""
        known, copied = dict(former._known), dict[type, dict[Id, tuple[Any, ...]]]()
        for change in changes:
            kind = type(change.after if change.before is None else change.before)
            if kind in known:
                if kind not in copied:
                    known[kind] = copied[kind] = dict(known[kind])
                _change(copied[kind], _ABOUT[kind], change.before, change.after)
        self._known.update(known)


class Grouping:
    """What has groups: no record of its own, hence no field of the view."""

    __slots__ = ("groups",)
    groups: Groups

    def __post_init__(self) -> None:
        """Begins with none."""
        object.__setattr__(self, "groups", Groups())


def _change(
    groups: dict[Id, tuple[Any, ...]], about: Callable[[Any], Id], before: Any, after: Any
) -> None:
    """Puts one record in the place of another, or in or out."""
    if before is not None and after is not None and about(before) == about(after):
        own = groups[about(after)]
        groups[about(after)] = tuple(after if each.id == after.id else each for each in own)
        return
    if before is not None:
        rest = tuple(each for each in groups.pop(about(before)) if each.id != before.id)
        groups |= {about(before): rest} if rest else {}
    if after is not None:
        groups[about(after)] = (*groups.get(about(after), ()), after)
