"""Makes new studies and brings in their codebook."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

from annotator.app.sharing import created_store
from annotator.app.verbs.codebook_files import read_codebook_of
from annotator.domain.codebook import Codebook
from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.study import Study
from annotator.storage import Place, counters_open

ENDING = ".iprstudy"
MOST_LETTERS = 200
"""Of a title, which stands at the top of the window and of each export."""

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def refuse_other_ending(place: Path) -> None:
    """Sees that a new study is named as one: by its ending it is found again, and backed up.

    Raises:
        UserError: it is not.
    """
    if place.suffix.casefold() != ENDING:
        raise UserError("a study has another ending", str(place), f"end it in {ENDING}")


def create_study(
    place: Place,
    title: str,
    passphrase: str | None,
    *,
    ask: Callable[[], str | None] | None = None,
    codebook: Path | None = None,
    report: Callable[[tuple[str, ...]], None] | None = None,
) -> bool:
    """Makes a study, with the codebook that is given or an empty one.

    Args:
        place: the file to make, which must not exist; or an empty database on a server.
        title: title of the study.
        passphrase: None for a plain file.
        ask: gives the login's password where a server wants one.
        codebook: a file as `export` writes it (CSV, XLSX, REFI-QDA), a plain table of name, key,
            definition, or the name of a starter set that comes with the app.
        report: gets what the reader concluded of the codebook, if anything, before the file is
            made; what it raises is raised, and nothing is made.

    Returns:
        Whether it is on a server whose counters tell every login how much all write.

    Raises:
        UserError: the codebook cannot be read, or the file cannot be made. Nothing is left then.
    """
    if not title.strip():
        raise UserError("the study has no title", str(place), "give --title")
    check_title(title, str(place))
    book, lines = read_codebook_of(codebook) if codebook else (Codebook(id=new_id(), number=1), ())
    if lines and report is not None:
        report(lines)
    store = created_store(place, Study(id=new_id(), title=title), passphrase, ask)
    try:
        store.apply(added(book), action="Bring in the codebook")
        tells = counters_open(store)
    except BaseException:
        store.discard()
        raise
    store.close()
    return tells


def check_title(title: str, where: str = "") -> None:
    """Refuses a title that is too long for one line, or no line of text.

    Raises:
        UserError: it is.
    """
    if len(title) > MOST_LETTERS or any(map(_is_unseen, title)):
        what = "the title is too long, or has a line break or another sign that is not seen"
        raise UserError(what, where, f"give {MOST_LETTERS} letters at most, on one line")


def _is_unseen(sign: str) -> bool:
    """Whether a sign breaks the line, or turns the way in which others are read.

    Those that join letters stay: some languages are written with them.
    """
    return sign in _TURNING or unicodedata.category(sign) in ("Cc", "Zl", "Zp")
