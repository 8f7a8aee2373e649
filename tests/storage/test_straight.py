"""Records by column: taken out of what a file brings, divided, made again, sent on as text."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.ids import new_id
from annotator.domain.judgement import Judgement
from annotator.domain.memo import Memo
from annotator.domain.merging import GONE, after, digest_of, first
from annotator.domain.moment import Moment, Rating
from annotator.domain.package import Package
from annotator.storage import Store
from annotator.storage.fitting import Fitting
from annotator.storage.issuer import Issuer
from annotator.storage.key import of_raw
from annotator.storage.passing_on import (
    _packed,
    _unpacked,
    file_of_text,
    returned_of,
    text_of,
    text_of_file,
)
from annotator.storage.receiving import Sealed, straightened
from annotator.storage.returned import Returned
from annotator.storage.work_days import WorkDay
from tests.storage.making import Made, moment_in


@pytest.fixture
def issuer(store: Store) -> Issuer:
    with store.reading() as connection:
        return Issuer.of(connection)


def brought(made: Made, *records: Any, **own: Any) -> Returned:
    """What a file with these records brings, each in its first state."""
    nodes = {}
    contents = {}
    for record in records:
        kind = type(record).__name__.lower()
        node = first(kind, record.id, digest_of(record))
        nodes[kind, record.id] = [node]
        contents[node.hash] = asdict(record)
    return Returned(
        name="ane.iprwork", package_id=new_id(), coder_id=made.coders[0].id, round_id=made.round.id,
        partial=False, returned_at="2026-03-01T09:30:00+00:00", devices=("0123456789abcdef",),
        nodes=nodes, contents=contents, journal=("a", "b"), **own,
    )  # fmt: skip


def several(made: Made) -> list[Any]:
    """Records that can stand: with and without ratings, codes, a memo and times."""
    plain = moment_in(made, made.transcripts[0])
    session = made.session.id
    return [
        plain,
        replace(plain, id=new_id(), memo="words of her own 😀", certainty="clear"),
        replace(plain, id=new_id(), codes=(), ratings=(), peak=True, own_start_ms=5),
        Memo(id=new_id(), coder_id=plain.coder_id, about="session", about_id=session, text="m"),
        *(moment_in(made, made.transcripts[1]) for _ in range(3)),
    ]


def test_records_that_can_stand_come_in_straight(made: Made, issuer: Issuer) -> None:
    records = several(made)
    came = straightened(brought(made, *records), issuer)
    assert (came.nodes, came.contents, came.seen_at) == ({}, {}, issuer.head)
    taken = {each.id: each for batch in came.straight for each in batch.records()}
    assert taken == {each.id: each for each in records}
    for batch in came.straight:
        assert batch.ids == sorted(batch.ids)
        assert batch.digests == [digest_of(each) for each in batch.records()]


def test_made_loose_again_they_are_what_the_file_brought(made: Made, issuer: Issuer) -> None:
    before = brought(made, *several(made))
    nodes: dict[Any, Any] = {}
    contents: dict[str, Any] = {}
    for batch in straightened(before, issuer).straight:
        own_nodes, own_contents = batch.loose()
        nodes |= own_nodes
        contents |= own_contents
    assert (nodes, contents) == (before.nodes, before.contents)


def test_what_has_something_to_it_is_settled_one_by_one(made: Made, issuer: Issuer) -> None:
    fit = moment_in(made, made.transcripts[0])
    too_long = replace(fit, id=new_id(), end=10**6)
    no_code = replace(fit, id=new_id(), codes=(new_id(),))
    derived = replace(fit, id="0d9c1c7c-2f0e-5c0b-8e0d-5b6b1f0e6a11")
    lost = replace(fit, id=new_id(), transcript_id=new_id())
    came = brought(made, fit, too_long, no_code, derived, lost)
    [node] = came.nodes["moment", fit.id]
    changed = moment_in(made, made.transcripts[0])
    one = first("moment", changed.id, digest_of(changed))
    gone = first("moment", new_id(), GONE)
    unsaid = first("moment", new_id(), "0" * 64)
    nodes = {
        **came.nodes,
        ("moment", changed.id): [one, after(one, "1" * 64)],
        ("moment", gone.record_id): [gone],
        ("moment", unsaid.record_id): [unsaid],
    }
    contents = {**came.contents, one.hash: asdict(changed), gone.hash: None}
    done = straightened(replace(came, nodes=nodes, contents=contents), issuer)
    assert [batch.ids for batch in done.straight] == [[fit.id]]
    assert done.nodes.keys() == nodes.keys() - {("moment", fit.id)}
    assert done.contents.keys() == contents.keys() - {node.hash}


@pytest.mark.parametrize(
    "odd",
    [
        {}, {"end": 10**6}, {"start": True}, {"codes": ["no code"]}, {"codes": "ab"},
        {"ratings": [{"scale_id": "no scale", "value": 1}]}, {"ratings": [{"value": 1}]},
        {"made_at": "yesterday"}, {"round_id": "no round"}, {"transcript_id": "no text"},
        {"unknown": 1}, {"tense": "later"}, {"id": "another"}, {"memo": None}, {"peak": 1},
    ],
    ids=str,
)  # fmt: skip
def test_by_column_it_is_as_one_by_one(
    made: Made, issuer: Issuer, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any]
) -> None:
    came = brought(made, *several(made))
    last = [key for key in came.nodes if key[0] == "moment"][-1]
    hash_ = came.nodes[last][0].hash
    contents = {**came.contents, hash_: {**(came.contents[hash_] or {}), **odd}}
    by_column = straightened(replace(came, contents=contents), issuer)
    monkeypatch.setattr(Fitting, "all_fit", lambda *_: False)
    assert straightened(replace(came, contents=contents), issuer) == by_column
    fits = not odd or "id" in odd  # its node says which one it is
    assert (last in by_column.nodes) == (not fits)


def test_many_that_fit_are_not_looked_at_one_by_one(
    made: Made, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [each for each in several(made) if isinstance(each, Moment)]
    monkeypatch.setattr(Fitting, "reason", None)
    assert straightened(brought(made, *moments), issuer).nodes == {}


def test_some_of_a_batch(made: Made, issuer: Issuer) -> None:
    records = [each for each in several(made) if isinstance(each, Moment)]
    [batch] = straightened(brought(made, *records), issuer).straight
    some = {each.id for each in records[1:4]}
    part = batch.only(some)
    assert {each.id: each for each in part.records()} == {e.id: e for e in records[1:4]}
    assert [digest_of(each) for each in part.records()] == part.digests
    assert batch.only(set(batch.ids)) is batch


def test_what_a_file_brings_is_the_same_after_a_pipe(made: Made, issuer: Issuer) -> None:
    judged = Judgement(
        id=new_id(), coder_id=made.coders[0].id, round_id=made.round.id, codebook_id=new_id(),
        code_set_id=new_id(), unit="session", target_id=made.session.id,
    )  # fmt: skip
    day = WorkDay(
        package_id=new_id(), device="0123456789abcdef", day="2026-03-01", worked_ms=7, last_at="x"
    )
    unlisted = Package(
        id=new_id(), round_id=made.round.id, coder_id=made.coders[0].id, codebook_id=new_id(),
        account_ids=("a",), verify_key="k", made_at="2026-03-01", devices=("d",),
    )  # fmt: skip
    odd = ("memo", new_id())
    came = straightened(
        brought(made, *several(made), judged, days=(day,), unlisted=unlisted, foreign={odd: "why"}),
        issuer,
    )
    assert came.straight
    assert came.nodes
    again = returned_of(text_of(came))
    # What a file says is JSON: a list for a tuple, as its journal has it.
    lists = {hash_: {**own, "codes": [], "ratings": [], "values": []}
             for hash_, own in came.contents.items() if own}  # fmt: skip
    assert again == replace(came, contents=lists)


def test_a_file_and_its_key_are_the_same_after_a_pipe(tmp_path) -> None:
    for key in (None, of_raw(b"k" * 32, b"s" * 16)):
        file = Sealed(tmp_path / "åne.iprwork", key, "ö/åne.iprwork")
        assert file_of_text(text_of_file(file)) == file


columns = st.one_of(
    st.lists(st.none() | st.text()),
    st.lists(st.none() | st.integers()),
    st.lists(st.booleans()),
    st.lists(st.sampled_from("ab"), min_size=8),
)


@given(columns)
def test_a_column_is_the_same_after_packing(column: list[Any]) -> None:
    assert _unpacked(_packed(column)) == column


def test_a_rating_stands_beside_its_own_record(made: Made, issuer: Issuer) -> None:
    [scale] = made.codebook.sets[0].scales
    one = moment_in(made, made.transcripts[0], ratings=(Rating(scale_id=scale.id, value=2),))
    two = moment_in(made, made.transcripts[0], ratings=())
    [batch] = straightened(brought(made, one, two), issuer).straight
    assert {each.id: each.ratings for each in batch.records() if isinstance(each, Moment)} == {
        one.id: one.ratings,
        two.id: (),
    }
