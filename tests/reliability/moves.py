"""A study of any edits goes to a server and back as it was: the long form, by its own command.

    python -m tests.reliability.moves --count 300

Each study is made of edits drawn at random, of all kinds of records, texts, times and numbers that
a file takes, on top of one of everything; some are taken back. Then it goes from its file to a
real server and from there into another file. Every record with revision and owner, every row of
every table and the journal must be the same, and neither place may say of it more than the file
did. The control leaves the last rows of one table behind, which `move` itself must refuse.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.storage import create, moving, open_study
from annotator.storage.moving import move
from annotator.storage.store import Store
from tests.reliability.tables import content, whole_tables
from tests.servers import PASSWORD, Server, serving
from tests.storage.generating import edits
from tests.storage.making import make, new_study

MOST_EDITS = 25


def drawn_study(data: st.DataObject, place: Path) -> None:
    """A file of random edits, a few of them taken back."""
    with create(place, new_study(), None) as store:
        store.apply(make(dyads=1).edit, action="import")
        view = store.view()
        for _ in range(data.draw(st.integers(1, MOST_EDITS))):
            edit = data.draw(edits(view))
            view = view.after(edit, store.apply(edit, action="edit"))
            if data.draw(st.integers(0, 5)) == 0:
                store.apply(edit.inverse(), action="undo")
                view = store.view()


def there_and_back(server: Server, folder: Path) -> None:
    """Moves the study of a folder to a server and back; sees that all is as it was."""
    place = server.empty()
    try:
        with open_study(folder / "study.iprstudy") as store:
            move(store, place, None, lambda: PASSWORD)
            with open_study(place, lambda: PASSWORD) as there:
                assert content(there) == content(store)
                assert there.check() == []
                move(there, folder / "back.iprstudy", None, None)
            with open_study(folder / "back.iprstudy") as back:
                _same(store, back)
    finally:
        server.drop(place)


def _same(store: Store, back: Store) -> None:
    here, came = whole_tables(store), whole_tables(back)
    for name, rows in here.items():
        assert came[name] == rows, name
    assert back.check() == store.check()


def moved(server: Server, count: int) -> None:
    """So many studies there and back.

    Raises:
        AssertionError: one did not come as it was.
        UserError: one was refused.
    """

    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory() as name:
            drawn_study(data, Path(name) / "study.iprstudy")
            there_and_back(server, Path(name))

    check()


def is_refused(server: Server) -> bool:
    """The control: whether a move that leaves a row behind is refused."""
    put = moving._put

    def careless(connection: Any, table: Any, rows: Any) -> None:
        put(connection, table, rows[:-1] if table.name == "stops" else rows)

    with tempfile.TemporaryDirectory() as name:
        with create(Path(name) / "study.iprstudy", new_study(), None) as store:
            store.apply(make(dyads=1).edit, action="import")
        try:
            with mock.patch.object(moving, "_put", careless):
                there_and_back(server, Path(name))
        except UserError:
            return True
    return False


def main() -> int:
    """Moves them, and then one that must be refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    count = parser.parse_args().count
    with serving() as server:
        refused = is_refused(server)
        moved(server, count)
    print(f"{count} studies of up to {MOST_EDITS} random edits: each there and back as it was")
    print(f"control, a row left behind: {'refused' if refused else 'NOT refused'}")
    return 0 if refused else 1


if __name__ == "__main__":
    sys.exit(main())
