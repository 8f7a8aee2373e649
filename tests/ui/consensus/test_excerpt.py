"""Marks land on their own characters, whatever stands before them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from annotator.analysis.agreement.episodes import Episode
from annotator.analysis.agreement.overview import Overview
from annotator.domain.view import StudyView
from annotator.ui.excerpt import Excerpt, ExcerptPicture
from annotator.ui.excerpt_heights import ExcerptHeights
from annotator.ui.excerpt_text import (
    AROUND,
    INSIDE,
    CoderMark,
    ExcerptText,
    excerpt_of,
    kept_parts,
    place_in,
)
from annotator.ui.theme import DARK, Look
from tests.ui.consensus.studies import overview_of, with_third_coder


def picture_of(look: Look, text: str, start: int, end: int, width: int = 300) -> ExcerptPicture:
    mark = CoderMark(start=start, end=end, place=0, colour="rose", said="RA-1 Shame, 4")
    shown = ExcerptText(text=text, marks=(mark,), parts=((0, len(text), 0),))
    return ExcerptPicture(look, shown, width)


def width_of(look: Look, text: str) -> float:
    """The width of one line of the excerpt's own type."""
    picture = picture_of(look, text, 0, len(text), 10_000)  # owns its lines
    return picture.lines[0].layout.naturalTextWidth()


@pytest.mark.parametrize("before", ["so ", "😀 ", "👩‍👩‍👧 so ", "a\u0301 ", "𝔘𝔫 "])
def test_a_mark_begins_where_its_text_begins(look: Look, before: str):
    text = f"{before}shame and then it passed"
    start = len(before)
    picture = picture_of(look, text, start, start + 5, 10_000)
    (rect,) = picture.rects(start, start + 5)
    blank = width_of(look, "x x") - width_of(look, "xx")
    assert rect.left() == pytest.approx(width_of(look, before.rstrip()) + blank, abs=1)
    assert rect.width() == pytest.approx(width_of(look, "shame"), abs=1)


def test_a_mark_over_lines_has_a_part_on_each(look: Look):
    text = "It was like being back at school, in front of the board, with all of them there."
    picture = picture_of(look, text, 7, len(text), 200)
    rects = picture.rects(7, len(text))
    assert len(picture.lines) > 2
    assert len(rects) == len(picture.lines)
    assert rects[0].left() > 0
    assert all(rect.left() == 0 for rect in rects[1:])
    assert all(rect.right() <= 200 for rect in rects)
    assert rects == sorted(rects, key=lambda rect: rect.top())


def test_lines_break_at_words(look: Look):
    text = "It was like being back at school, in front of the board."
    lines = picture_of(look, text, 0, 5, 160).lines
    ends = [text[line.start : line.end] for line in lines]
    assert "".join(ends) == text
    assert all(each.endswith(" ") for each in ends[:-1])


def test_right_to_left_words_are_marked_where_they_stand(look: Look):
    """In a line that runs from right to left the first word stands at the right."""
    text = "שלום עולם"
    picture = picture_of(look, text, 0, 4, 300)
    first, second = picture.rects(0, 4)[0], picture.rects(5, 9)[0]
    assert first.left() >= second.right() - 1
    assert first.right() <= 301


def test_a_mark_in_mixed_text_keeps_off_its_neighbours(look: Look):
    text = "she used to say, שלום עולם. It is like that"
    picture = picture_of(look, text, 17, 26, 10_000)
    marked = picture.rects(17, 26)
    left = width_of(look, text[:17].rstrip())
    assert min(rect.left() for rect in marked) >= left
    assert max(rect.right() for rect in marked) <= width_of(look, text[:27]) + 1


# What is shown of a transcript ----------------------------------------------------------------


def test_marks_stand_on_the_coders_own_words(sample_view: StudyView, sample_overview: Overview):
    for episode in sample_overview.episodes:
        text = episode.document.transcript.text
        shown = excerpt_of(sample_view, episode)
        for (_, moment), mark in zip(episode.moments, shown.marks, strict=True):
            marked = shown.text[mark.start : mark.end]
            words = text[moment.start : moment.end]
            if " … " in marked:
                first, *_, last = marked.split(" … ")
                assert words.startswith(first)
                assert words.endswith(last)
            else:
                assert marked == words


def test_context_ends_at_words_and_at_turns(sample_view: StudyView, sample_overview: Overview):
    for episode in sample_overview.episodes:
        transcript = episode.document.transcript
        shown = excerpt_of(sample_view, episode)
        (start, _, _), (_, end, _) = shown.parts[0], shown.parts[-1]
        assert episode.start - AROUND <= start <= episode.start
        assert episode.end <= end <= episode.end + AROUND
        assert start == 0 or transcript.text[start - 1].isspace()
        assert end == len(transcript.text) or transcript.text[end].isspace()
        assert transcript.turns[transcript.turn_at(episode.start)].start <= start
        assert shown.text.startswith("…") == bool(
            transcript.text[
                transcript.turns[transcript.turn_at(episode.start)].start : start
            ].strip()
        )


words = st.lists(st.text("ab", min_size=1, max_size=9), min_size=1, max_size=120).map(" ".join)


@given(words, st.data())
def test_all_ends_are_shown_and_long_passages_are_not_whole(text: str, data: st.DataObject):
    place = st.integers(0, len(text))
    pairs = st.tuples(place, place).map(sorted).filter(lambda pair: pair[0] < pair[1])
    spans = [(pair[0], pair[1]) for pair in data.draw(st.lists(pairs, min_size=1, max_size=3))]
    kept = kept_parts(text, spans, (0, len(text)))
    assert kept == sorted(kept)
    parts, at = [], 0
    for start, end in kept:
        parts.append((start, end, at))
        at += end - start
    for span in spans:
        for end in span:
            assert any(low <= end <= high for low, high, _ in parts)
    shown = "".join(text[start:end] for start, end, _ in parts)
    for start, end in spans:
        low, high = place_in(parts, start), place_in(parts, end)
        assert 0 <= low <= high <= len(shown)
        if low < high:
            assert shown[low] == text[start]
            assert shown[high - 1] == text[end - 1]
    assert len(shown) <= len({end for span in spans for end in span}) * (2 * INSIDE + AROUND + 60)


def test_the_height_told_is_the_height_painted(
    look: Look, sample_view: StudyView, sample_overview: Overview
):
    """But where Arabic stands in the text."""
    heights = ExcerptHeights(look, 300)
    shown = [excerpt_of(sample_view, episode) for episode in sample_overview.episodes]
    wrong = [
        each for each in shown if heights.height(each) != ExcerptPicture(look, each, 300).height()
    ]
    assert len(wrong) <= len(shown) // 20


# The widget ----------------------------------------------------------------------------------


@pytest.fixture
def differing(sample_overview: Overview) -> Episode:
    """RA-1 and RA-2 have it with other ends."""
    return next(each for each in sample_overview.episodes if each.kinds == ("boundary",))


def test_narrower_is_higher_and_larger_type_too(
    look: Look, sample_view: StudyView, differing: Episode
):
    excerpt = Excerpt(look)
    assert excerpt.heightForWidth(300) == 0
    excerpt.show_episode(sample_view, differing)
    assert excerpt.heightForWidth(160) > excerpt.heightForWidth(480) > 0
    before = excerpt.heightForWidth(300)
    look.show_percent(200)
    assert excerpt.heightForWidth(300) > 2 * before


def test_bar_and_wash_are_painted_in_the_codes_colours(
    qapp: QApplication, look: Look, sample_view: StudyView, differing: Episode
):
    look.show_theme(DARK)
    excerpt = Excerpt(look)
    excerpt.show_episode(sample_view, differing)
    excerpt.resize(320, excerpt.heightForWidth(320))
    image = excerpt.grab().toImage()
    shown = excerpt_of(sample_view, differing)
    colours = look.theme.code(shown.marks[0].colour)
    picture = excerpt.picture()
    assert picture is not None
    washed = picture.rects(shown.marks[1].start, shown.marks[1].end)[0]
    barred = picture.rects(shown.marks[0].start, shown.marks[0].end)[0]
    ratio = image.devicePixelRatio()

    def colour_at(x: float, y: float) -> str:
        return image.pixelColor(round(x * ratio), round(y * ratio)).name()

    middle = washed.center().x()
    column = {colour_at(middle, washed.top() + 1 + step) for step in range(4)}
    assert colours.highlight.name() in column
    below = {colour_at(barred.center().x(), barred.bottom() - 2 + step) for step in range(5)}
    assert colours.base.name() in below


def test_three_coders_are_told_apart(sample_view: StudyView, look: Look):
    view = with_third_coder(sample_view)
    three = next(each for each in overview_of(view).episodes if len(each.moments) == 3)
    shown = excerpt_of(view, three)
    assert [mark.place for mark in shown.marks] == [0, 1, 2]
    without = replace(shown, marks=shown.marks[:2])
    heights = [ExcerptPicture(look, each, 1000).height() for each in (without, shown)]
    assert heights[1] > heights[0]  # room for a bar more under each line


def test_it_says_its_text_to_a_screen_reader(
    look: Look, sample_view: StudyView, differing: Episode
):
    excerpt = Excerpt(look)
    excerpt.show_episode(sample_view, differing)
    said = excerpt.accessibleName()
    assert "RA-1 " in said
    assert "RA-2 " in said
    _, moment = differing.moments[0]
    assert differing.document.transcript.text[moment.start : moment.end].strip() in said
    excerpt.show_episode(sample_view, None)
    assert excerpt.accessibleName() == ""


def test_line_ends_inside_a_passage_stay(look: Look):
    assert len(picture_of(look, "one turn\nthe next", 0, 17, 1000).lines) == 2
