"""The difference of two versions, said in words."""

from __future__ import annotations

from annotator.domain import codebook_changes as change
from annotator.domain import codebook_fates as fate
from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.domain.codebook_difference import differences
from tests.domain.test_codebook_changes import BOOK, code


def told(old: Codebook, new: Codebook) -> list[str]:
    return [each.sentence for each in differences(old, new)]


def test_the_same_version_differs_in_nothing():
    assert told(BOOK, BOOK) == []


def test_each_change_is_told_once_and_by_its_name():
    book = change.change_code(BOOK, "Bond", name="Tie", key="t", colour="teal", definition="Held.")
    book = fate.merge_codes(book, {"Touch"}, "Bond")
    book = fate.split_code(book, "Shame", ["Guilt", "Blush"])
    book = fate.retire(book, {"Flight"})
    book = change.move_codes(book, {"Odd"}, "s", "Near")
    book = change.change_set(book, "o", name="Rest", exclusive=True, roles=("patient",))
    book = change.change_scale(book, "i", maximum=7, anchors=(Anchor(value=1, label="faint"),))
    assert told(BOOK, book) == [
        "Set Other is now called Rest",
        "Set Rest, codes a unit: several → one",
        "Set Rest, speakers: all → patient",
        "Processes/Touch: merged into Tie",
        "Processes/Bond is now called Tie",
        "Processes/Tie: key B → T",
        "Processes/Tie: colour grey → teal",
        "Processes/Tie: other definition and examples",
        "Processes/Guilt: new",
        "Processes/Blush: new",
        "Processes/Shame: split into Guilt and Blush",
        "Processes/Flight: retired",
        "Processes/Odd: moved from the top of Other to Processes/Near",
        "Processes, scale Intensity: 1 to 5 → 1 to 7",
        "Processes, scale Intensity, label of 1: none → faint",
    ]


def test_other_units_tell_that_the_set_begins_anew():
    bins = change.change_set(BOOK, "o", unit="bin", bin_ms=300_000)
    anew = "(what was coded before stays under its version, and the set begins anew)"
    assert told(BOOK, bins)[0] == f"Set Other, unit: span → bin {anew}"
    shorter = change.change_set(bins, "o", bin_ms=60_000)
    assert told(bins, shorter) == [f"Set Other, bin: 300 s → 60 s {anew}"]
    assert told(bins, change.change_set(bins, "o", exclusive=True)) == [
        "Set Other, codes a unit: several → one"
    ]


def test_the_other_way_round_it_is_told_backwards():
    book = change.add_set(
        fate.retire(BOOK, {"Flight"}),
        CodeSet(
            id="n",
            name="New",
            codes=(code("A"),),
            scales=(Scale(id="z", name="Z", minimum=0, maximum=1),),
        ),
    )
    assert told(book, BOOK) == [
        "Set New: deleted",
        "Processes/Flight: offered again",
        "New/A: deleted",
        "New, scale Z: deleted",
    ]


def test_another_order_is_told_and_a_moved_code_is_not_taken_for_one():
    assert told(BOOK, change.step_codes(BOOK, {"Far"}, -1)) == [
        "Codes of Processes: in another order"
    ]
    assert told(BOOK, change.move_set(BOOK, "o", -1)) == ["Sets: in another order"]
    moved = change.move_codes(BOOK, {"Touch"}, "s", "Far")
    assert told(BOOK, moved) == ["Processes/Touch: moved from Processes/Near to Processes/Far"]


def test_a_code_made_and_split_between_the_two_is_told_as_both():
    book = change.add_code(BOOK, "o", Code(id="n", name="New"))
    book = fate.split_code(book, "n", ["Left", "Right"])
    assert told(BOOK, book)[-2:] == ["Other/New: new", "Other/New: split into Left and Right"]
