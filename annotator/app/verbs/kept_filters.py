"""Filters that a coder keeps under a name. Each verb gives an edit and writes nothing."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.filter import Filter
from annotator.domain.ids import Id, new_id
from annotator.domain.view import StudyView

LONGEST_NAME = 60


def own_filters(view: StudyView, coder_id: Id | None) -> list[Filter]:
    """The filters that a coder has kept, by name; of a reader of everything all."""
    own = (e for e in view.filters.values() if coder_id is None or e.coder_id == coder_id)
    return sorted(own, key=lambda each: (each.name.casefold(), each.id))


def keep_filter(
    view: StudyView, coder_id: Id, name: str, rules: tuple[tuple[str, str], ...]
) -> Replace | None:
    """Keeps rules under a name; those that stood under it are replaced. None if just those do.

    Raises:
        UserError: there is no name, or nothing is asked for.
    """
    if not rules:
        raise UserError("the filter asks for nothing", hint="choose what to show first")
    named = _checked(name)
    known = _called(view, coder_id, named)
    if known is None:
        return Replace(None, Filter(id=new_id(), coder_id=coder_id, name=named, rules=rules))
    after = replace(known, rules=rules)
    return None if after == known else Replace(known, after)


def rename_filter(view: StudyView, kept: Filter, name: str) -> Replace | None:
    """Gives a filter another name; None where it is called so.

    Raises:
        UserError: there is no name, or another filter has it.
    """
    named = _checked(name)
    other = _called(view, kept.coder_id, named)
    if other is not None and other.id != kept.id:
        raise UserError(f"another filter is called {other.name}", hint="take another name")
    return None if named == kept.name else Replace(kept, replace(kept, name=named))


def delete_filter(kept: Filter) -> Replace:
    """Takes a filter out."""
    return Replace(kept, None)


def _called(view: StudyView, coder_id: Id, name: str) -> Filter | None:
    own = (each for each in view.filters.values() if each.coder_id == coder_id)
    return next((each for each in own if each.name.casefold() == name.casefold()), None)


def _checked(name: str) -> str:
    named = " ".join(name.split())
    if not named:
        raise UserError("a filter needs a name", hint="write one")
    if len(named) > LONGEST_NAME:
        hint = f"keep it under {LONGEST_NAME} characters"
        raise UserError("the name of the filter is too long", hint=hint)
    return named
