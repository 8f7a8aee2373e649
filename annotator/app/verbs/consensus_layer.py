"""The consensus layer: the coder that is nobody, under whom stands what was settled."""

from __future__ import annotations

from itertools import count

from annotator.domain.codebook_rules import name_key
from annotator.domain.edits import Edit, Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.round import Coder
from annotator.domain.view import StudyView

NAME = "Consensus"
MOST_LETTERS = 60
_DASHES = dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D), "-")


def consensus_coder(view: StudyView) -> tuple[list[Edit], Coder]:
    """The study's consensus layer, with the edit that makes it where it is new."""
    known = view.consensus
    if known is not None:
        return [], known
    taken = {each.name for each in view.coders.values()}
    names = (NAME if number == 1 else f"{NAME} {number}" for number in count(1))
    layer = Coder(
        id=new_id(), name=next(each for each in names if each not in taken), role="consensus"
    )
    return [Replace(None, layer)], layer


def check_name(view: StudyView, name: str) -> None:
    """Refuses a name for a new coder: none, taken, or only written otherwise than a known one.

    Raises:
        UserError: what is wrong with it.
    """
    if not name.strip() or not name.isprintable() or name != name.strip():
        raise UserError(f"{name!r} is no name for a coder", hint="give a pseudonym such as RA-1")
    if len(name) > MOST_LETTERS:
        what = f"{name[:MOST_LETTERS]}… is too long for a coder’s name"
        raise UserError(what, hint=f"give a pseudonym of {MOST_LETTERS} letters at most")
    plain = _as_read(name)
    if plain == _as_read(NAME):
        raise UserError(
            f"{NAME} is nobody: what was settled stands under it", hint="choose another"
        )
    twin = next((each for each in people(view) if _as_read(each.name) == plain), None)
    if twin is not None:
        raise UserError(f"there is a coder {twin.name}", hint="choose them, or another name")


def _as_read(name: str) -> str:
    r"""What two names have in common that look the same: of all dashes, say, one stands for all.

    >>> _as_read("RA\u20111") == _as_read("ra-1")
    True
    """
    return name_key(name.translate(_DASHES))


def people(view: StudyView) -> list[Coder]:
    """The coders who are somebody, by name."""
    own = (each for each in view.coders.values() if each.role != "consensus")
    return sorted(own, key=lambda each: each.name)
