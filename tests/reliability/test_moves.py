"""Studies of any edits go to a server and back: a few here, many by the command."""

from __future__ import annotations

from tests.reliability.moves import is_refused, moved


def test_a_study_of_any_edits_goes_to_a_server_and_back_as_it_was(hosted):
    moved(hosted.server, 4)


def test_a_move_that_leaves_a_row_behind_is_refused(hosted):
    assert is_refused(hosted.server)
