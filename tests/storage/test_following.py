"""A file's journal says the same, whether new moments are taken up together or one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.domain.edits import Record, Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment, Pairing
from annotator.storage import journal, schema, work
from annotator.storage.following import Walked, _Steps, walk
from annotator.storage.quick_json import dumps
from annotator.storage.scope import Scope
from tests.storage.making import WORDS, write_in_journal


@pytest.fixture
def opened(lab: OpenStudy) -> Iterator[OpenStudy]:
    """The open work of one coder."""
    path = lab.place.with_name("work.iprwork")
    hand_out(lab, AssignWish(round_name="R1", coder="Ane"), path, WORDS)
    with open_study(path, lambda: WORDS) as opened:
        yield opened


def moment(opened: OpenStudy, random: Random, **changes: Any) -> Moment:
    assert opened.work is not None
    start = random.randrange(3)
    own = {
        "id": new_id(), "transcript_id": random.choice(list(opened.view.transcripts)),
        "coder_id": opened.work.coder_id, "round_id": opened.work.round_id,
        "codebook_id": opened.view.codebook.id, "start": start, "end": start + 2,
        "memo": random.choice(["", "", "grått 😀", '\x1f\u2028\\ "']),
        "peak": random.random() < 0.2,
    }  # fmt: skip
    return Moment(**{**own, **changes})


def walked(opened: OpenStudy) -> Walked:
    with opened._store.reading() as connection:
        papers = work.papers_of(connection)
        assert papers is not None
        return walk(connection, papers.manifest, "work.iprwork")


def told(found: Walked) -> dict[str, Any]:
    names = ("nodes", "contents", "last", "foreign", "devices", "hashes", "times")
    return {name: getattr(found, name) for name in names}


def some_work(opened: OpenStudy, random: Random) -> Iterator[list[Replace]]:
    """Edits as a coder makes them, and some that no coder of this file could."""
    held: list[Moment] = []
    session = next(iter(opened.view.sessions))
    assert opened.work is not None
    own: Any = {"coder_id": opened.work.coder_id, "round_id": opened.work.round_id}
    for _ in range(60):
        step = random.random()
        if step < 0.5 or len(held) < 2:
            made = [moment(opened, random) for _ in range(random.choice([1, 1, 4]))]
            held += made
            yield [Replace(None, each) for each in made]
        elif step < 0.62:
            former = held.pop(random.randrange(len(held)))
            held.append(replace(former, memo=f"changed {random.random()}"))
            yield [Replace(former, held[-1])]
        elif step < 0.72:
            yield [Replace(held.pop(random.randrange(len(held))), None)]
        elif step < 0.78:  # written and changed in one edit
            made = [moment(opened, random)]
            made.append(replace(made[0], memo="at once"))
            held.append(made[1])
            yield [Replace(None, made[0]), Replace(made[0], made[1])]
        elif step < 0.86:
            pair = (held[-1].id, held[-2].id)
            pairing = Pairing(
                id=new_id(), session_id=session, relation="converging", moment_ids=pair, **own
            )
            yield [Replace(None, moment(opened, random)), Replace(None, pairing)]
        elif step < 0.9:
            named = {"coder_id": own["coder_id"], "about": "session", "about_id": session}
            yield [Replace(None, Memo(id=new_id(), **named))]
        elif step < 0.95:
            wrong: dict[str, Any] = random.choice(
                [{"round_id": "other"}, {"transcript_id": ["t"]}, {"codebook_id": "other"}]
            )
            yield [Replace(None, moment(opened, random, **wrong))]
        else:
            yield [Replace(None, moment(opened, random, start=0.5, memo="a number with a point"))]


@pytest.mark.parametrize("seed", range(4))
def test_together_and_one_by_one_give_the_same(
    opened: OpenStudy, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for changes in some_work(opened, Random(seed)):
        write_in_journal(opened, *changes)
    held: list[bool] = []
    holds_moments = Scope.holds_moments

    def noted(scope: Scope, several: Any) -> bool:
        held.append(holds_moments(scope, several))
        return held[-1]

    monkeypatch.setattr(Scope, "holds_moments", noted)
    together = walked(opened)
    assert together.foreign
    assert {*held} == {True, False}, "some were taken up together, some not"
    monkeypatch.setattr(_Steps, "_is_own", lambda *_: False)  # so that none waits for others
    one_by_one = walked(opened)
    assert told(together) == told(one_by_one)
    assert list(together.nodes) == list(one_by_one.nodes), "in the same order"


def test_a_pairing_of_moments_of_the_same_edit_is_inside(opened: OpenStudy) -> None:
    random = Random(1)
    one, other = moment(opened, random), moment(opened, random)
    pairing = Pairing(
        id=new_id(), session_id=next(iter(opened.view.sessions)), relation="converging",
        coder_id=one.coder_id, round_id=one.round_id, moment_ids=(one.id, other.id),
    )  # fmt: skip
    write_in_journal(opened, *(Replace(None, each) for each in (one, other, pairing)))
    assert walked(opened).foreign == {}


def of_somebody_else(one: Moment) -> Record:
    return replace(one, coder_id=new_id())


def of_another_kind(one: Moment) -> Record:
    return Judgement(
        id=new_id(), unit="account", target_id="a", coder_id=new_id(), round_id=one.round_id,
        codebook_id=one.codebook_id or "", code_set_id="s",
    )  # fmt: skip


@pytest.mark.parametrize("make", [of_somebody_else, of_another_kind])
def test_somebody_elses_among_many_new_ones_is_told(opened: OpenStudy, make: Any) -> None:
    random = Random(2)
    many = [moment(opened, random) for _ in range(5)]
    write_in_journal(opened, *(Replace(None, each) for each in [*many, make(many[0])]))
    with pytest.raises(UserError, match="tells of somebody else’s records"):
        walked(opened)


LIST = "[" * 100_000 + "]" * 100_000
NO_ID = ("5", "null", "[]", '"\\ud800"')


@pytest.mark.parametrize("id_text", NO_ID)
def test_an_id_that_is_none_is_told_with_its_place(opened: OpenStudy, id_text: str) -> None:
    random = Random(3)
    write_in_journal(opened, Replace(None, moment(opened, random)))
    own = dumps(asdict(moment(opened, random))).decode()
    place = forge(opened, f'[{{"before": null, "after": {own}}}]', id_text)
    write_in_journal(
        opened, Replace(None, moment(opened, random)), Replace(moment(opened, random), None)
    )
    with pytest.raises(UserError, match=rf"makes no sense at record {place}\b"):
        walked(opened)


def test_what_makes_no_sense_is_told_with_its_place(opened: OpenStudy) -> None:
    write_in_journal(opened, Replace(None, moment(opened, Random(3))))
    place = forge(opened, f'[{{"before": null, "after": {LIST}}}]', f'"{new_id()}"')
    with pytest.raises(UserError, match=f"makes no sense at record {place}"):
        walked(opened)


def test_what_a_record_says_of_its_own_id_does_not_count(opened: OpenStudy) -> None:
    """It stands under the id that the chain has: two that claim one id are two."""
    random = Random(4)
    same = moment(opened, random)
    ids = [new_id(), new_id()]
    for each in ids:
        own = dumps(asdict(same)).decode()
        forge(opened, f'[{{"before": null, "after": {own}}}]', f'"{each}"')
    found = walked(opened)
    assert [key for key in found.nodes if key[1] in ids] == [("moment", each) for each in ids]
    assert len({nodes[0].hash for key, nodes in found.nodes.items() if key[1] in ids}) == 2


def forge(opened: OpenStudy, payload: str, id_text: str) -> int:
    """A link of the chain that is whole, with any payload for a moment of any id; its number."""
    with opened._store.writing() as connection:
        former, hash_ = journal.head(connection)
        salt = b"s" * 16
        counted = select(func.max(schema.journal.c.device_seq))
        row: dict[str, Any] = {
            "seq": former + 1, "at": "2026-03-01T09:30:00+00:00", "device": opened._store.device,
            "device_seq": connection.execute(counted).scalar_one() + 1, "actor": None,
            "action": "Mark", "records": f'[["moment", {id_text}, 1]]',
            "payload_sha256": journal.payload_hash(salt, payload),
        }  # fmt: skip
        row["hash"] = journal.link(hash_, row)
        connection.execute(insert(schema.journal), row)
        connection.execute(
            insert(schema.journal_payloads), {"seq": row["seq"], "salt": salt, "payload": payload}
        )
        connection.execute(update(schema.journal_head), {"seq": row["seq"], "hash": row["hash"]})
        return former + 1
