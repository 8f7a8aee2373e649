"""Many records taken out at once leave just what one after the other leaves."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from annotator.domain.edits import Replace, added
from annotator.domain.errors import Stale
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.storage import Store
from annotator.storage.burying import bury
from annotator.storage.writing import write
from tests.storage.making import Made, moment_in, pairing_of

A_STATEMENT = 4


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small portions, so that some records need several."""
    monkeypatch.setattr("annotator.storage.lineage.AT_ONCE", A_STATEMENT)


class _TakenBackError(Exception):
    """Ends a transaction as if nothing had been."""


def rows_of(connection: Any) -> dict[str, list[Any]]:
    """All rows of the tables, and every word that the indexes know of."""
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_words%'"
    found = {
        name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()))
        for name in connection.exec_driver_sql(listed).scalars().all()
    }
    for name in ("turn_words", "memo_words", "note_words", "judgement_words"):
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE temp.{name}_told USING fts5vocab('main', '{name}', 'instance')"
        )
        found[name] = list(map(repr, connection.exec_driver_sql(f"SELECT * FROM {name}_told")))
        connection.exec_driver_sql(f"DROP TABLE temp.{name}_told")
    return found


def left_by(store: Store, taking: Any) -> tuple[list[Any], dict[str, list[Any]]]:
    """What a way of taking out gives and leaves; nothing is stored."""
    seen: list[Any] = []
    with suppress(_TakenBackError), store.writing() as connection:
        seen += [taking(connection), rows_of(connection)]
        raise _TakenBackError
    return seen[0], seen[1]


def one_by_one(records: list[Any]) -> Any:
    return lambda connection: [write(connection, Replace(each, None)) for each in records]


def every_kind(made: Made) -> dict[str, list[Any]]:
    """Records of each kind of which many may go."""
    text, coder = made.transcripts[0], made.coders[0]
    moments = [
        moment_in(made, text, number % 2, memo=f"word{number} again" if number % 3 != 1 else "")
        for number in range(2 * A_STATEMENT + 3)
    ]
    common: dict[str, Any] = {"coder_id": coder.id, "round_id": made.round.id}
    judgements = [
        Judgement(
            **common,
            id=f"judged-{number}",
            codebook_id=made.codebook.id,
            code_set_id=made.codebook.sets[0].id,
            unit="account",
            target_id=text.account_id,
            memo="judged so",
        )
        for number in range(3)
    ]
    memos = [
        Memo(
            id=f"memo-{number}",
            coder_id=coder.id,
            about="account",
            about_id=text.account_id,
            text=f"noted{number}",
        )
        for number in range(3)
    ]
    return {
        "moments": moments,
        "pairings": [pairing_of(made, (each.id,)) for each in moments[:2]],
        "judgements": judgements,
        "memos": memos,
    }


@pytest.mark.parametrize("kind", ["moments", "judgements", "memos"])
def test_an_index_that_is_made_anew_has_the_words_of_the_others(
    store: Store, made: Made, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = every_kind(made)
    del records["pairings"]
    store.apply(added(*(each for own in records.values() for each in own)), action="mark")
    gone = records[kind][1:]
    singly = left_by(store, one_by_one(gone))
    monkeypatch.setattr("annotator.storage.search.VERY_MANY", 1)
    assert left_by(store, lambda connection: bury(connection, gone)) == singly


@pytest.mark.parametrize("kind", ["pairings", "moments", "judgements", "memos", "transcripts"])
def test_what_is_left_is_what_one_after_the_other_leaves(
    store: Store, made: Made, kind: str
) -> None:
    records = every_kind(made)
    store.apply(added(*(each for own in records.values() for each in own)), action="mark")
    gone = list(made.transcripts) if kind == "transcripts" else records[kind]
    if kind == "moments":
        gone = gone[2:]  # of which none is paired
    if kind == "transcripts":  # with nothing that stands in them
        gone = [each for each in gone if each is not made.transcripts[0]]
    singly = left_by(store, one_by_one(gone))
    assert left_by(store, lambda connection: bury(connection, gone)) == singly
    assert len(singly[0]) == len(gone)


@pytest.mark.parametrize("other", [0, A_STATEMENT + 1])
def test_one_that_is_not_as_expected_stops_all(store: Store, made: Made, other: int) -> None:
    moments = every_kind(made)["moments"]
    store.apply(added(*moments), action="mark")
    before = store.view()
    expected = list(moments)
    expected[other] = replace(expected[other], memo="something else")
    with pytest.raises(Stale, match="this moment was changed"), store.writing() as connection:
        bury(connection, expected)
    assert store.view() == before
