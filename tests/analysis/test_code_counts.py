"""Code matrix and co-occurrence, against tables counted by hand and by brute force."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.analysis.tables.co_occurrence import RULES, Rule, co_occurrence, co_occurrence_table
from annotator.analysis.tables.code_matrix import By, CodeMatrix, code_matrix, matrix_table
from annotator.analysis.tables.current_codes import current_codes
from annotator.analysis.tables.moment_rows import MomentRows
from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.edits import Replace
from annotator.domain.moment import Moment
from annotator.domain.reading import Reading, ReadTurn
from annotator.domain.round import Coder, Round
from annotator.domain.study import Account, Dyad, Session, Study
from annotator.domain.transcript import Stop, freeze
from annotator.domain.view import StudyView

SAID = ("one two three four", "five six", "seven eight nine ten")  # 10 words, turns at 0, 19, 28
ACCOUNTS = (("a-t", "A", "therapist"), ("a-p", "A", "patient"), ("b-t", "B", "therapist"))
CODES = ("shame", "warmth", "old", "split")
NOW = ("shame", "warmth", "warmth", "split")


def study_of(moments: list[Moment]) -> StudyView:
    """Dyads A (both accounts) and B (the therapist's), coders X and Y."""
    texts = {}
    stops = {}
    for account_id, _, _ in ACCOUNTS:
        turns = tuple(ReadTurn(text=each, speaker="T") for each in SAID)
        text, _ = freeze(Reading(format="txt", encoding=None, turns=turns), account_id)
        texts[f"text-{account_id}"] = replace(text, id=f"text-{account_id}")
        stops[f"text-{account_id}"] = (
            Stop(id=f"{account_id}-1", transcript_id=f"text-{account_id}", position=19,
                 start_ms=60_000, end_ms=65_000),
            Stop(id=f"{account_id}-2", transcript_id=f"text-{account_id}", position=28,
                 start_ms=70_000),
        )  # fmt: skip
    newest = Codebook(
        id="v2",
        number=2,
        sets=(
            CodeSet(
                id="set",
                name="Set",
                codes=(
                    Code(id="shame", name="Shame"),
                    Code(id="warmth", name="Warmth"),
                    Code(id="old", name="Old", retired=True, became=("warmth",)),
                    Code(id="split", name="Split", retired=True, became=("shame", "warmth")),
                ),
            ),
        ),
    )
    by_text: dict[str, dict[str, Moment]] = {}
    for each in moments:
        by_text.setdefault(each.transcript_id, {})[each.id] = each
    return StudyView(
        revision=1,
        study=Study(id="s", title="S"),
        coders={"x": Coder(id="x", name="X"), "y": Coder(id="y", name="Y")},
        dyads={"A": Dyad(id="A", name="D1"), "B": Dyad(id="B", name="D2")},
        sessions={
            "s-A": Session(id="s-A", dyad_id="A", number=3),
            "s-B": Session(id="s-B", dyad_id="B", number=3),
        },
        accounts={
            key: Account(id=key, session_id=f"s-{dyad}", voice=voice)
            for key, dyad, voice in ACCOUNTS
        },
        codebooks={"v2": newest},
        rounds={"r": Round(id="r", name="open", number=0, kind="open", codebook_id="v2")},
        transcripts=texts,
        stops=stops,
        moments=by_text,
    )


def moment(name: str, account: str, start: int, end: int, *codes: str, coder: str = "x") -> Moment:
    return Moment(
        id=name,
        transcript_id=f"text-{account}",
        coder_id=coder,
        round_id="r",
        codebook_id="v2",
        start=start,
        end=end,
        codes=codes,
    )


BY_HAND = [
    moment("1", "a-t", 0, 7, "shame", "warmth"),  # one two
    moment("2", "a-t", 4, 13, "shame"),  # two three
    moment("3", "a-t", 19, 23, "old"),  # five
    moment("4", "a-p", 28, 48, "warmth"),  # seven to ten
    moment("5", "b-t", 0, 18, "shame", coder="y"),  # one to four
    moment("6", "b-t", 24, 27, "split"),  # six
    moment("7", "b-t", 0, 3),  # no code: nowhere
]


def matrix(by: By, moments: list[Moment] = BY_HAND) -> CodeMatrix:
    view = study_of(moments)
    rows = MomentRows()
    return code_matrix(rows.of(view), rows.places(view), by, current_codes(view))


@pytest.mark.parametrize(
    ("by", "columns", "counts"),
    [
        ("dyad", ("D1", "D2"), {"Shame": (2, 1), "Warmth": (3, 0), "Split (retired)": (0, 1)}),
        (
            "account",
            ("therapist", "patient"),
            {"Shame": (3, 0), "Warmth": (2, 1), "Split (retired)": (1, 0)},
        ),
        ("coder", ("X", "Y"), {"Shame": (2, 1), "Warmth": (3, 0), "Split (retired)": (1, 0)}),
        (
            "session",
            ("D1, session 3", "D2, session 3"),
            {"Shame": (2, 1), "Warmth": (3, 0), "Split (retired)": (0, 1)},
        ),
    ],
)
def test_the_matrix_counted_by_hand(by: By, columns: tuple[str, ...], counts: dict[str, tuple]):
    found = matrix(by)
    assert found.columns == columns
    told = {
        name: tuple(cell.moments for cell in own)
        for (_, name), own in zip(found.codes, found.cells, strict=True)
    }
    assert told == counts
    assert found.of_columns == tuple(map(sum, zip(*counts.values(), strict=True)))
    assert [each.moments for each in found.of_codes] == [sum(own) for own in counts.values()]
    assert found.total == 7
    assert found.notes == ("1 moment of Old counted under Warmth, which it became",)


def test_interviews_and_shares_of_words():
    found = matrix("dyad")
    shame, warmth, split = found.cells
    assert found.words == (20, 10)
    assert [(each.interviews, each.share) for each in shame] == [(1, 3 / 20), (1, 4 / 10)]
    assert [(each.interviews, each.share) for each in warmth] == [(2, 7 / 20), (0, 0.0)]
    assert [(each.interviews, each.share) for each in split] == [(0, 0.0), (1, 1 / 10)]
    assert (found.of_codes[0].interviews, found.of_codes[0].share) == (2, 7 / 30)
    table = matrix_table(found)
    assert table.rows[0] == ("Shame", "D1", 2, 1, 0.15, 20)
    assert len({column.name for column in table.columns}) == len(table.columns)


@pytest.mark.parametrize(
    ("rule", "pairs"),
    [
        # shame–warmth: moment 1. Overlapping: 1 and 2 share "two": shame–shame, shame–warmth.
        ("moment", {("shame", "warmth"): 1}),
        ("overlap", {("shame", "warmth"): 2, ("shame", "shame"): 1}),
        ("turn", {("shame", "warmth"): 2, ("shame", "shame"): 1}),
        # 60 to 65 s and 70 s are 5 s apart: moments 3 and 4, across the accounts; 1, 2 no time.
        ("time", {("shame", "warmth"): 1, ("warmth", "warmth"): 1}),
    ],
)
def test_co_occurrence_counted_by_hand(rule: Rule, pairs: dict[tuple[str, str], int]):
    view = study_of(BY_HAND)
    found = co_occurrence(
        MomentRows().of(view),
        current_codes(view),
        rule,
        within_ms=5_000,
        time_of=lambda row: view.interval_of(row.moment),
    )
    ids = [key for key, _ in found.codes]
    told = {
        (ids[y], ids[x]): found.counts[y][x]
        for y, x in product(range(len(ids)), repeat=2)
        if y <= x and found.counts[y][x]
    }
    assert told == pairs
    assert found.moments == (3, 3, 1)
    assert found.untimed == (4 if rule == "time" else 0)
    closer = co_occurrence(
        MomentRows().of(view), current_codes(view), "time", within_ms=4_999,
        time_of=lambda row: view.interval_of(row.moment),
    )  # fmt: skip
    assert closer.counts[1][1] == 0


one = st.builds(
    lambda name, account, start, long, codes, coder: moment(
        str(name), account, start, min(start + long, 48), *codes, coder=coder
    ),
    st.integers(0, 10**6),
    st.sampled_from([key for key, _, _ in ACCOUNTS]),
    st.integers(0, 47),
    st.integers(1, 30),
    st.lists(st.sampled_from(CODES), unique=True, max_size=3),
    st.sampled_from("xy"),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(one, max_size=8, unique_by=lambda each: each.id), st.sampled_from(RULES),
       st.sampled_from([0, 5_000, 9_000]))  # fmt: skip
def test_co_occurrence_is_what_brute_force_counts(moments: list[Moment], rule: Rule, within: int):
    view = study_of(moments)
    rows = MomentRows().of(view)
    found = co_occurrence(
        rows, current_codes(view), rule, within_ms=within,
        time_of=lambda row: view.interval_of(row.moment),
    )  # fmt: skip
    place = {key: number for number, (key, _) in enumerate(found.codes)}
    counts = [[0] * len(place) for _ in place]

    def now(each: Moment) -> list[str]:
        return list(dict.fromkeys(NOW[CODES.index(code)] for code in each.codes))

    def add(a: str, b: str) -> None:
        counts[place[a]][place[b]] += 1
        if a != b:
            counts[place[b]][place[a]] += 1

    for each in moments:
        for a, b in combinations(now(each), 2):
            add(a, b)
    for first, second in combinations(moments, 2):
        if rule != "moment" and together(view, first, second, rule, within):
            for a, b in product(now(first), now(second)):
                add(a, b)
    assert [list(row) for row in found.counts] == counts
    assert all(len(row) == 5 for row in co_occurrence_table(found).rows)


def together(view: StudyView, first: Moment, second: Moment, rule: Rule, within: int) -> bool:
    """The definition, said plainly."""
    if first.coder_id != second.coder_id:
        return False
    text, other = view.transcripts[first.transcript_id], view.transcripts[second.transcript_id]
    if rule == "time":
        accounts = view.accounts[text.account_id], view.accounts[other.account_id]
        (s1, e1), (s2, e2) = view.interval_of(first), view.interval_of(second)
        if accounts[0].session_id != accounts[1].session_id or s1 is None or s2 is None:
            return False
        return max(s1, s2) - min(max(e1 or s1, s1), max(e2 or s2, s2)) <= within
    if text.id != other.id:
        return False
    if rule == "overlap":
        return max(first.start, second.start) < min(first.end, second.end)
    own = set(range(text.turn_at(first.start), text.turn_at(first.end - 1) + 1))
    return bool(own & set(range(text.turn_at(second.start), text.turn_at(second.end - 1) + 1)))


@settings(max_examples=60, deadline=None)
@given(st.lists(one, max_size=8, unique_by=lambda each: each.id))
def test_shares_are_of_the_words_covered(moments: list[Moment]):
    found = matrix("interview", moments)
    for (code_id, _), own in zip(found.codes, found.cells, strict=True):
        for key, cell in zip(found.keys, own, strict=True):
            text = study_of([]).transcripts[f"text-{key}"].text
            covered = {
                place
                for each in moments
                if each.transcript_id == f"text-{key}"
                and code_id in [NOW[CODES.index(c)] for c in each.codes]
                for place in range(each.start, each.end)
            }
            begins = [0, *(n + 1 for n, sign in enumerate(text) if sign in " \n")]
            assert cell.share == pytest.approx(len(covered.intersection(begins)) / len(begins))


def test_rows_are_kept_where_nothing_changed():
    view = study_of(BY_HAND)
    made = MomentRows()
    before = made.of(view)
    after_view = view.after(Replace(BY_HAND[3], replace(BY_HAND[3], memo="x")), 2)
    after = made.of(after_view)
    assert [row.moment for row in after] == [
        replace(each, memo="x") if each.id == "4" else each
        for each in (row.moment for row in before)
    ]
    kept = [a is b for a, b in zip(before, after, strict=True)]
    assert kept.count(False) == 1


@pytest.mark.parametrize("rule", ["overlap", "turn"])
def test_work_of_two_rounds_does_not_stand_together(rule: Rule) -> None:
    first, second = moment("1", "a-t", 0, 7, "shame"), moment("2", "a-t", 0, 7, "warmth")
    for other, count in ((second, 1), (replace(second, round_id="again"), 0)):
        again = Round(id="again", name="again", number=1, kind="training", codebook_id="v2")
        view = study_of([first, other])
        view = replace(view, rounds={**view.rounds, "again": again})
        found = co_occurrence(MomentRows().of(view), current_codes(view), rule)
        assert found.counts[0][1] == count
