"""Three programs at work while their server is killed: a few times here, many by the command."""

from __future__ import annotations

from tests.labs import lab_at
from tests.reliability.restarts import faults, restarted
from tests.servers import serving


def test_nothing_told_as_stored_is_lost_where_a_server_is_killed_amid_work():
    with serving() as server:  # of its own: others go on beside
        lab = lab_at(server, server.empty())
        said, counted, found = restarted(server, lab, 3)
        assert faults(said, counted, found) == []
        assert said.stored, "they did write"
        early, there, _ = restarted(server, lab, 3, too_early=True)
        assert early.stored - there.keys(), "the control: told before it is stored"
