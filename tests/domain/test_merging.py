"""What stands when records were written apart: worked by hand, then over many small worlds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.memo import Memo
from annotator.domain.merging import (
    GONE,
    after,
    digest_of,
    digest_of_values,
    ended_beside,
    first,
    is_whole,
    kept_id,
    settled,
)
from annotator.domain.moment import Moment, Rating
from annotator.domain.resolving import Known, resolve
from tests.reliability.merge_laws import Step, broken_law, laws, merge, merge_by_clock, merged_by

ROOT = first("moment", "m", "handed out")
CASES = 1_000


def test_a_later_state_takes_the_place_of_the_one_before_it() -> None:
    second = after(ROOT, "b")
    end = settled([second, ROOT, after(second, "c")])
    assert (end.stands.digest, end.stands.depth, end.kept) == ("c", 3, ())


def test_two_states_of_one_record_are_both_kept_and_the_deeper_stands() -> None:
    ours, theirs = after(ROOT, "ours"), after(after(ROOT, "b"), "theirs")
    end = settled([ROOT, ours, after(ROOT, "b"), theirs])
    assert end.stands == theirs
    assert end.kept == ((kept_id(ours), ours),)
    assert not end.edit_beats_deletion


def test_equal_states_that_were_written_apart_are_one() -> None:
    same = after(after(ROOT, "b"), "c")
    end = settled([ROOT, after(ROOT, "b"), same, after(ROOT, "c")])
    assert (end.stands, end.kept) == (same, ())


@pytest.mark.parametrize("deeper", [False, True])
def test_an_edit_stands_against_a_deletion(deeper: bool) -> None:
    edited, gone = after(ROOT, "b"), after(ROOT, GONE)
    nodes = [ROOT, edited, gone, *([after(gone, "c"), after(after(gone, "c"), GONE)] * deeper)]
    end = settled(nodes)
    assert (end.stands, end.kept, end.edit_beats_deletion) == (edited, (), True)
    assert settled([ROOT, gone]).stands.digest == GONE


def test_of_an_assignment_one_state_stands_and_no_second_one_beside_it() -> None:
    root = first("assignment", "a", "to do")
    end = settled([root, after(root, "done at ten"), after(root, "done at eleven")])
    assert end.kept == ()
    assert {end.stands.digest, *(each.digest for each in end.outdone)} == {
        "done at ten",
        "done at eleven",
    }


@pytest.mark.parametrize(
    ("ends", "done", "stands", "outdone"),
    [
        (("begun begun", "done"), ("done",), "done", ("begun begun",)),
        (("begun begun", "paused"), (), "begun begun", ("paused",)),
        (("begun done", "done"), ("done", "begun done"), "begun done", ()),
        (("begun -", "done"), ("done",), "done", ()),
        (("begun begun done -", "done"), (), "done", ()),
    ],
)
def test_what_is_done_comes_before_what_went_on_longer_and_only_a_deletion_after_both(
    ends: tuple[str, ...], done: tuple[str, ...], stands: str, outdone: tuple[str, ...]
) -> None:
    """Each end is the path of states that leads to it; `-` is a deletion. Equal ends are one."""
    root = first("assignment", "a", "to do")
    nodes, last = {root}, {}
    for path in ends:
        node = root
        for digest in path.split():
            node = after(node, GONE if digest == "-" else digest)
            nodes.add(node)
        last[path] = node
    end = settled(nodes, done=[last[each].hash for each in done])
    assert end.stands == last[stands]
    assert end.outdone == tuple(last[each] for each in outdone)


def test_only_what_is_kept_once_is_left_behind_as_the_study_goes_on() -> None:
    for kind, ends in (("assignment", 1), ("moment", 0)):
        root = first(kind, "a", "to do")
        one, two, gone = after(root, "one"), after(root, "two"), after(root, GONE)
        left = ended_beside([root, one, two, gone], one)
        assert left == [(two, after(two, GONE))] * ends


def test_a_node_tells_when_any_part_of_it_was_changed() -> None:
    node = after(ROOT, "b")
    assert is_whole(node)
    changes = {"kind": "memo", "record_id": "n", "parent": "", "depth": 3, "digest": "c"}
    assert not any(is_whole(node._replace(**{name: to})) for name, to in changes.items())  # type: ignore[arg-type]


def test_the_digest_is_of_what_a_record_says() -> None:
    moment = Moment(
        id="m", transcript_id="t", coder_id="c", round_id="r", codebook_id="b", start=1, end=4,
        codes=("x",), ratings=(Rating(scale_id="s", value=2),),
    )  # fmt: skip
    digest = digest_of(moment)
    assert digest_of(replace(moment, id="other")) == digest
    assert digest_of(replace(moment, peak=True)) != digest
    # As the journal has it, and as a version before the field `peak` would have had it.
    values = {
        "id": "m", "transcript_id": "t", "coder_id": "c", "round_id": "r", "codebook_id": "b",
        "start": 1, "end": 4, "codes": ["x"], "ratings": [{"scale_id": "s", "value": 2}],
        "memo": "", "own_start_ms": None,
    }  # fmt: skip
    assert digest_of_values(Moment, values) == digest
    assert digest_of_values(Moment, {**values, "own_start_ms": 0}) != digest


def test_work_in_the_study_itself_is_one_more_state() -> None:
    """The study's own edit and the file's are both there, and a second merge changes nothing."""
    handed = Memo(id="1", coder_id="c", about="study", about_id="s", text="handed out")
    ours, theirs = replace(handed, text="in the study"), replace(handed, text="on the machine")
    root = first("memo", "1", digest_of(handed))
    node = after(root, digest_of(theirs))
    known = Known({root.hash: root}, {root.hash: root.digest})
    live = {"1": ours}

    def taken_in() -> None:
        done = resolve(
            ("memo", "1"), known, {root.hash: root, node.hash: node},
            live=live.get, content=lambda *_: replace(theirs), reason=lambda _: None,
        )  # fmt: skip
        live.update(done.stands)
        for new, placed in done.nodes:
            known.nodes[new.hash] = new
            if placed is not None:
                known.placed[new.hash] = placed
        for hash_ in done.placed:
            known.placed.pop(hash_)

    taken_in()
    assert sorted(each.text for each in live.values()) == ["in the study", "on the machine"]
    before = dict(live)
    taken_in()
    assert live == before


def test_what_cannot_stand_waits_and_comes_in_once_it_can() -> None:
    memo = Memo(id="1", coder_id="c", about="study", about_id="s", text="new")
    node = first("memo", "1", digest_of(memo))
    known = Known()

    def taken_in(why: str | None) -> dict[str, Memo]:
        done = resolve(
            ("memo", "1"), known, {node.hash: node},
            live=lambda _: None, content=lambda *_: memo, reason=lambda _: why,
        )  # fmt: skip
        told = [(each.record_id, each.why, each.says) for each in done.aside]
        assert told == ([] if why is None else [("1", why, memo)])
        known.nodes.update((new.hash, new) for new, _ in done.nodes)
        known.placed.update((new.hash, placed) for new, placed in done.nodes if placed is not None)
        return done.stands

    assert taken_in("its transcript is gone") == {}
    assert known.waits()
    assert taken_in(None) == {"1": memo}


def test_of_two_states_the_one_that_can_stand_does_whichever_came_first() -> None:
    """The deeper one cannot: the other has its place, also where the deeper one comes later."""
    deep = Memo(id="1", coder_id="c", about="study", about_id="s", text="deep")
    other = replace(deep, text="other")
    root = first("memo", "1", "handed out")
    ours, theirs = after(after(root, "x"), digest_of(deep)), after(root, digest_of(other))
    says = {ours.hash: deep, theirs.hash: other}
    branches = ([root, after(root, "x"), ours], [root, theirs])

    def ends(order: tuple[int, ...]) -> object:
        known, live = Known(), dict[str, Memo]()
        for number in order:
            done = resolve(
                ("memo", "1"), known, {each.hash: each for each in branches[number]},
                live=live.get, content=lambda node, _: says.get(node.hash),
                reason=lambda memo: "not now" if memo == deep else None,
            )  # fmt: skip
            for place in done.before:
                live.pop(place, None)
            live.update(done.stands)
            for node, placed in done.nodes:
                known.nodes[node.hash] = node
                if placed is not None:
                    known.placed[node.hash] = placed
            for hash_, placed in done.placed.items():
                known.placed.pop(hash_, None)
                if placed is not None:
                    known.placed[hash_] = placed
        return known, live

    assert ends((0, 1)) == ends((1, 0))
    assert ends((0, 1))[1] == {"1": other}  # type: ignore[index]


def test_an_assignment_that_is_kept_beside_says_the_same_in_whatever_order_it_came() -> None:
    """Two copies of one coder's, and another coder's under the same id."""
    works = (Step(coder, at, "write", "assignment", 1, 0, at) for coder, at in ((0, 0), (0, 1)))
    world = [*works, Step(1, 0, "write", "assignment", 1, 0, 0)]
    assert [broken_law(world, seed, merged_by(merge)) for seed in range(6)] == [None] * 6


def test_merging_holds_its_laws() -> None:
    laws(CASES)()


def test_the_newest_clock_would_break_them() -> None:
    with pytest.raises(AssertionError, match=r"commutative|associative|nothing is lost"):
        laws(CASES, merged_by(merge_by_clock))()
