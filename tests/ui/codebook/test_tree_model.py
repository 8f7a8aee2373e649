"""The codebook as Qt's tree, and the labels of a scale as its table."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from annotator.domain.codebook import Anchor, Codebook, Scale
from annotator.domain.codebook_changes import change_code
from annotator.domain.codebook_fates import retire
from annotator.ui.codebook.scale_form import AnchorModel
from annotator.ui.codebook.tree import CodebookTree
from annotator.ui.codebook.tree_model import CodebookTreeModel
from annotator.ui.theme import DARK, LIGHT, Look
from tests.ui.conftest import CODEBOOK

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
ROLE = Qt.ItemDataRole


def shown(model: CodebookTreeModel) -> list[str]:
    """What screen readers say of each line, indented."""

    def lines(parent: QModelIndex, depth: int) -> list[str]:
        found = []
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            found.append("  " * depth + str(index.data(ROLE.AccessibleTextRole)))
            found += lines(index, depth + 1)
        return found

    return lines(QModelIndex(), 0)


def test_the_tree_is_sound_and_says_what_it_shows(look: Look):
    model = CodebookTreeModel(look)
    QAbstractItemModelTester(model, FATAL)
    model.show_codebook(CODEBOOK, with_retired=False, may_edit=True)
    assert shown(model) == [
        "set Micro-processes",
        "  Facilitating",
        "    Connecting, key C",
        "    Shared affect, key S",
        "  Hindering",
        "    Shame, key H",
        "    Distance, key D",
        "  scale Intensity, 1 to 5",
    ]
    without = retire(CODEBOOK, {"hindering"})
    model.show_codebook(without, with_retired=False, may_edit=True)
    assert "  Hindering" not in shown(model)
    model.show_codebook(without, with_retired=True, may_edit=True)
    assert "    Shame, retired" in shown(model)
    assert model.index_of("shame").data(ROLE.FontRole).strikeOut()
    model.show_codebook(Codebook(id="", number=0), with_retired=True, may_edit=True)
    assert shown(model) == []


def test_a_retired_code_over_one_in_force_is_shown(look: Look):
    model = CodebookTreeModel(look)
    code_set = CODEBOOK.sets[0]
    codes = tuple(replace(each, retired=each.id == "hindering") for each in code_set.codes)
    book = replace(CODEBOOK, sets=(replace(code_set, codes=codes),))
    model.show_codebook(book, with_retired=False, may_edit=True)
    assert shown(model)[4:6] == ["  Hindering, retired", "    Shame, key H"]


def test_codes_are_dropped_on_codes_sets_and_between(look: Look):
    model = CodebookTreeModel(look)
    model.show_codebook(CODEBOOK, with_retired=False, may_edit=True)
    heard: list[tuple[object, ...]] = []
    model.dropped.connect(lambda *told: heard.append(told))
    dragged = model.mimeData([model.index_of("shame"), model.index_of("distance")])
    move = Qt.DropAction.MoveAction
    for row, over in ((-1, "facilitating"), (1, "facilitating"), (-1, "set"), (2, "set")):
        assert model.dropMimeData(dragged, move, row, 0, model.index_of(over))
    assert not model.dropMimeData(dragged, move, -1, 0, model.index_of("intensity"))
    assert not model.dropMimeData(dragged, move, -1, 0, QModelIndex())
    ids = ["shame", "distance"]
    assert heard == [
        (ids, "set", "facilitating", None),
        (ids, "set", "facilitating", "affect"),
        (ids, "set", None, None),
        (ids, "set", None, None),  # before the scale: at the end of the codes
    ]
    model.show_codebook(CODEBOOK, with_retired=False, may_edit=False)
    assert not model.flags(model.index_of("shame")) & Qt.ItemFlag.ItemIsDragEnabled


def test_what_is_in_hand_stays_there_or_goes_to_what_stood_next(look: Look):
    tree = CodebookTree(look)
    tree.show_codebook(CODEBOOK, with_retired=False, may_edit=True)
    tree.choose("shame")
    tree.setExpanded(tree.lines.index_of("facilitating"), False)
    tree.show_codebook(CODEBOOK, with_retired=True, may_edit=True)
    assert tree.in_hand is not None
    assert (tree.in_hand.id, tree.chosen) == ("shame", ["shame"])
    assert not tree.isExpanded(tree.lines.index_of("facilitating"))
    tree.show_codebook(retire(CODEBOOK, {"shame"}), with_retired=False, may_edit=True)
    assert tree.in_hand is not None
    assert tree.in_hand.id == "distance"


def test_labels_of_a_scale_are_written_and_taken_out(qapp: object):
    model = AnchorModel()
    QAbstractItemModelTester(model, FATAL)
    scale = Scale(id="s", name="S", minimum=-1, maximum=1, anchors=(Anchor(value=1, label="much"),))
    model.show_scale(scale, may_edit=True)
    assert [model.index(row, 0).data() for row in range(3)] == ["-1", "0", "1"]
    heard: list[object] = []
    model.written.connect(heard.append)
    assert model.setData(model.index(0, 1), " none ")
    assert model.setData(model.index(2, 1), "")
    assert model.setData(model.index(2, 1), "much")  # as it is: nothing is said
    assert not model.setData(model.index(0, 0), "5")
    assert heard == [
        (Anchor(value=-1, label="none"), Anchor(value=1, label="much")),
        (),
    ]
    model.show_scale(replace(scale, maximum=9_999), may_edit=False)
    assert model.rowCount() == 101
    assert not model.setData(model.index(0, 1), "x")


def test_lines_follow_the_look_and_what_is_known_of_a_code(look: Look):
    model = CodebookTreeModel(look)
    model.show_codebook(CODEBOOK, with_retired=False, may_edit=True)

    def seen() -> tuple[object, ...]:
        index = model.index_of("shame")
        ink, font = index.data(ROLE.ForegroundRole), index.data(ROLE.FontRole)
        sign = index.data(ROLE.DecorationRole).pixmap(12, 12).toImage()
        return ink.name(), font.pixelSize(), index.data(ROLE.SizeHintRole).height(), sign

    first = seen()
    assert seen() == first
    look.show_percent(200)
    larger = seen()
    assert (larger[1], larger[2]) == (26, 50) != (first[1], first[2])
    look.show_percent(100)
    look.show_theme(DARK)
    assert seen()[0] != first[0]
    look.show_theme(LIGHT)
    book = change_code(CODEBOOK, "shame", colour="teal")
    model.show_codebook(book, with_retired=False, may_edit=True)
    assert seen()[3] != first[3]
    with_read = model.index_of("shame").flags()
    model.show_codebook(book, with_retired=False, may_edit=False)
    assert with_read & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.index_of("shame").flags() & Qt.ItemFlag.ItemIsDragEnabled
