"""The people of a lab: coders, the PI, and readers, who write nothing."""

from __future__ import annotations

from typing import Any

from annotator.app.verbs.consensus_layer import check_name, people
from annotator.domain.edits import Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.round import Coder, CoderRole, Reads
from annotator.domain.view import StudyView

ROLES: tuple[CoderRole, ...] = ("coder", "pi", "reader")
READS: tuple[Reads, ...] = ("everyone", "consensus")


def add_person(view: StudyView, name: str, role: str = "coder", reads: str = "") -> Replace:
    """The edit that adds somebody to a study.

    Args:
        view: the study.
        name: a pseudonym.
        role: one of `ROLES`.
        reads: of a reader one of `READS`; everyone's work if not given.

    Raises:
        UserError: the name is none or taken, there is no such role, or only readers have that.
    """
    if view.work is not None:
        raise UserError("this is handed-out work, which is one coder’s alone")
    check_name(view, name)
    known_role = next((each for each in ROLES if each == role), None)
    if known_role is None:
        raise UserError(f"there is no role {role!r}", hint=f"the roles are {', '.join(ROLES)}")
    if role != "reader":
        if reads:
            hint = "leave it out, or give the role reader"
            raise UserError(f"what a {role} may read is not limited so", hint=hint)
        return Replace(None, Coder(id=new_id(), name=name, role=known_role))
    known = next((each for each in READS if each == (reads or "everyone")), None)
    if known is None:
        raise UserError(f"a reader cannot read {reads!r}", hint=f"it is {' or '.join(READS)}")
    return Replace(None, Coder(id=new_id(), name=name, role="reader", reads=known))


def people_values(view: StudyView) -> dict[str, Any]:
    """The people of a study as the one object of `--json`."""
    rows = [{"name": each.name, "role": each.role, "reads": each.reads} for each in people(view)]
    return {"coders": rows}


def people_lines(view: StudyView) -> list[str]:
    """The same to read."""
    if not people(view):
        return ["nobody yet, as far as you may see"]
    return [f"{each.name}  {role_words(each)}" for each in people(view)]


def role_words(coder: Coder) -> str:
    """What somebody is, in words.

    >>> role_words(Coder(id="1", name="A", role="reader", reads="consensus"))
    'reader of the consensus'
    """
    if coder.role == "reader":
        return f"reader of {reads_words(coder)}"
    return "PI" if coder.role == "pi" else coder.role


def reads_words(reader: Coder) -> str:
    """What a reader may see, in words."""
    return "the consensus" if reader.reads == "consensus" else "everyone’s work"


def named_with_role(coder: Coder) -> str:
    """Somebody's name, with what they are where they do not code.

    >>> named_with_role(Coder(id="1", name="A", role="pi"))
    'A, PI'
    """
    return coder.name if coder.role == "coder" else f"{coder.name}, {role_words(coder)}"
