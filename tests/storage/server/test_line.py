"""A server that says nothing more: nobody waits long, nothing is lost, and the work goes on."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic
from unittest.mock import MagicMock

import pytest

from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.domain.study import Dyad
from annotator.storage.reading import read_view
from annotator.storage.server import pulse as pulse_module
from annotator.storage.server import store as store_module
from annotator.storage.server.pulse import Pulse
from annotator.storage.server.store import open_study
from annotator.storage.server.trouble import Away
from tests.servers import PASSWORD, PASSWORD_SQL
from tests.storage.making import moment_in
from tests.wires import wired


@pytest.fixture
def wire(lab):
    with wired(lab.server.port) as made:
        yield made


def beside(pulse: Pulse) -> None:
    """Asks in a thread whenever somebody waits in vain, as the window does."""

    def look() -> None:
        with suppress(Away):
            pulse.look()

    pulse.doubted = lambda: Thread(target=look, daemon=True).start()


def test_an_edit_that_meets_silence_is_refused_and_can_be_done_again(lab, wire):
    first, second = (moment_in(lab.made, lab.made.transcripts[0]) for _ in range(2))
    with open_study(wire.to(lab.ane), lambda: PASSWORD) as ane:
        pulse = ane.pulse()
        pulse.look()
        beside(pulse)
        wire.hold()
        for _ in range(2):
            with pytest.raises(UserError, match="the server cannot be reached"):
                ane.apply(added(first), action="code")
        assert pulse.is_away
        wire.release()
        pulse.look()
        ane.apply(added(first), action="code")
        ane.apply(added(second), action="code")
    with lab.open(lab.ane) as ane:
        own = ane.view(ane.of_coder).moments_of(first.transcript_id)
        assert {first.id, second.id} <= own.keys()
        assert ane.check() == []


@pytest.mark.parametrize(
    ("silent_s", "heard_ago_s", "unheard_s", "usual_s", "waits"),
    [
        (0.2, 9, None, 0, True),  # too short to doubt
        (0.9, 9, None, 0, True),  # asked, and may still answer
        (1.1, 9, None, 0, False),
        (1.1, 1.0, None, 0, True),  # it has answered since: it is at work, or waits for a lock
        (1.1, 1.2, None, 0, False),
        (0.3, 9, 1.1, 0, False),  # what was asked before has no answer either
        (0.3, 9, 0.9, 0, True),
        (0.2, 9, 30, 0, True),
        (1.1, 9, None, 0.3, True),  # a long way: four times 0.3 s more than the doubt
        (1.5, 9, None, 0.3, False),
        (2.2, 9, None, 8, True),
        (2.3, 9, None, 8, False),  # never longer than until it is certain
    ],
)
def test_how_long_an_edit_waits_for_a_silent_server(
    monkeypatch, silent_s, heard_ago_s, unheard_s, usual_s, waits
):
    pulse = Pulse(MagicMock(), None, of_coder=False, shown=MagicMock())
    monkeypatch.setattr(pulse_module, "monotonic", lambda: 1000.0)
    pulse.heard_at, pulse._lately_s = 1000.0 - heard_ago_s, (usual_s + 1, usual_s)  # the quicker
    pulse._unheard_since = None if unheard_s is None else 1000.0 - unheard_s
    assert pulse.goes_on(silent_s) == waits
    assert pulse.is_away != waits


def test_an_edit_that_waits_for_somebody_else_is_not_taken_for_one_that_meets_silence(lab):
    """The server answers all the while: whoever writes into the same chain holds the edit."""
    first = moment_in(lab.made, lab.made.transcripts[0])
    with lab.open(lab.ane) as ane, lab.open(lab.pi) as pi:
        pulse = ane.pulse()
        pulse.look()
        beside(pulse)
        done = Event()

        def hold():
            with lab.open(lab.pi) as other, other.writing():
                done.set()
                sleep_on_server(other, 2.5)

        holding = Thread(target=hold, daemon=True)
        holding.start()
        assert done.wait(30)
        began = monotonic()
        ane.apply(added(first), action="code")
        assert monotonic() - began > 1.0 + pulse_module.DOUBT_S
        holding.join()
        assert pi.view().moment(first.id) == first


def sleep_on_server(store, seconds):
    """Holds what the store holds there, for a while that no clock of this machine measures."""
    store.connection.exec_driver_sql(f"SELECT pg_sleep({seconds})")


def test_while_a_server_is_away_nothing_is_sent_to_it(lab, wire):
    with open_study(wire.to(lab.ane), lambda: PASSWORD) as ane:
        pulse = ane.pulse()
        wire.hold()
        with pytest.raises(Away, match="the server cannot be reached"):
            pulse.look()
        with pytest.raises(Away, match="the server cannot be reached"):
            ane.view(ane.of_coder)
        # Though all could be heard again: it is the pulse that says so.
        wire.release()
        with pytest.raises(Away, match="tried again by itself"):
            ane.view(ane.of_coder)
        pulse.look()
        assert ane.view(ane.of_coder).coders.keys() == {ane.of_coder}


def test_a_password_that_is_changed_amid_work_is_told_as_that_and_costs_nothing(lab):
    """What is open goes on; once the connection ends, the reason is told, not a server away."""
    moments = [moment_in(lab.made, lab.made.transcripts[0]) for _ in range(3)]
    named = f"ALTER ROLE {lab.ane.login} PASSWORD "
    with lab.open(lab.ane) as ane, lab.sql(lab.pi) as keeper:
        pulse = ane.pulse()
        pulse.look()
        keeper.execute(f"{named} 'another'")
        try:
            ane.apply(added(moments[0]), action="code")
            keeper.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s",
                (lab.ane.login,),
            )
            with pytest.raises(Away):  # nobody has heard why, as yet
                ane.apply(added(moments[1]), action="code")
            with suppress(Away):
                pulse.look()
            for asked in (pulse.look, lambda: ane.apply(added(moments[1]), action="code")):
                with pytest.raises(UserError, match="wrong password, or no such login"):
                    asked()
            assert not pulse.is_away
        finally:
            keeper.execute(f"{named} '{PASSWORD_SQL}'")
        pulse.look()
        ane.apply(added(moments[2]), action="code")
        kept = ane.view(ane.of_coder).moments_of(moments[0].transcript_id)
        assert [each.id in kept for each in moments] == [True, False, True]


def test_who_finds_a_server_away_has_it_asked_at_once(lab):
    asked: list[bool] = []
    with wired(lab.server.port) as wire, open_study(wire.to(lab.ane), lambda: PASSWORD) as ane:
        pulse = ane.pulse()
        pulse.doubted = lambda: asked.append(True)
        ane.view(ane.of_coder)
        assert asked == []
        wire.cut()
        with pytest.raises(Away):
            ane.view(ane.of_coder)
        assert asked == [True]


def test_the_pulse_tells_what_others_wrote_and_has_read_it(lab, monkeypatch):
    def mark(store, coder=0):
        text = lab.made.transcripts[2 * coder]  # Bo works in a round, on dyad 1
        store.apply(added(moment_in(lab.made, text, coder=coder)), action="code")

    with lab.open(lab.ane) as ane, lab.open(lab.pi) as pi, lab.open(lab.bo) as bo:
        pulses = [ane.pulse(), pi.pulse()]

        def heard():
            return [each.look() for each in pulses]

        pi.view(), ane.view(ane.of_coder)
        assert heard() == [False, False]
        mark(bo, coder=1)
        assert heard() == [False, True]  # a coder is told of no other's work
        reads = []
        monkeypatch.setattr(store_module, "read_view", lambda *asked: reads.append(asked))
        view = pi.view()  # it was read beside the work
        monkeypatch.undo()
        assert (reads, view) == ([], lab_view(lab))
        assert heard() == [False, False]
        mark(ane)
        assert heard() == [False, True]  # what is done here is shown already
        mark(ane)  # after it was read: it is old now, and not taken
        assert pi.view() == lab_view(lab)
        pi.apply(added(Dyad(id=new_id(), name="D66")), action="design")
        assert heard() == [True, False]
        assert "D66" in {each.name for each in ane.view(ane.of_coder).dyads.values()}
        # What was read for one is not shown to another.
        mark(bo, coder=1)
        assert heard() == [False, True]
        own = {each.coder_id for each in pi.view(ane.of_coder).all_moments()}
        assert own == {ane.of_coder}


def lab_view(lab):
    """The PI's view as it is read at once."""
    with lab.open(lab.pi) as pi:
        return pi.view()


def test_a_closed_study_keeps_no_connection(lab):
    mine = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
    with lab.sql(lab.pi) as keeper:
        with lab.open(lab.bo) as bo:
            bo.pulse().look()
            assert keeper.execute(mine, (lab.bo.login,)).fetchone() == (2,)
        gone = "SELECT pg_sleep(0.01) FROM pg_stat_activity WHERE usename = %s"
        while keeper.execute(gone, (lab.bo.login,)).fetchall():
            keeper.execute("SELECT pg_stat_clear_snapshot()")
        assert keeper.execute(mine, (lab.bo.login,)).fetchone() == (0,)


def test_what_the_pulse_reads_of_everybody_is_not_kept_for_a_coder_who_sits_down_meanwhile(
    lab, monkeypatch
):
    with lab.open(lab.pi) as pi, lab.open(lab.bo) as bo:
        pulse = pi.pulse()
        pi.view()
        bo.apply(added(moment_in(lab.made, lab.made.transcripts[2], coder=1)), action="code")

        def slow(connection, seen_by):
            """While the coder's is read, the pulse comes to its end with the PI's."""
            assert pulse.look()
            return read_view(connection, seen_by)

        monkeypatch.setattr(store_module, "read_view", slow)
        pi.view(lab.made.coders[0].id)
        monkeypatch.undo()
        assert pulse._read is None or pulse._read[0].seen_by == lab.made.coders[0].id

        # Nor where it had begun before: it reads for everybody, and the coder is shown first.
        pi.view()
        bo.apply(added(moment_in(lab.made, lab.made.transcripts[2], coder=1)), action="code")

        def late(connection, seen_by):
            done = read_view(connection, seen_by)
            with monkeypatch.context() as patch:
                patch.setattr(pulse_module, "read_view", read_view)
                pi.view(lab.made.coders[0].id)
            return done

        monkeypatch.setattr(pulse_module, "read_view", late)
        pulse.look()
        monkeypatch.undo()
        assert pulse._read is None


def test_what_was_read_before_is_dropped_where_there_is_nothing_new_or_no_answer(lab, monkeypatch):
    with lab.open(lab.pi) as pi, lab.open(lab.bo) as bo:
        pulse = pi.pulse()
        pi.view()
        for _ in range(2):
            bo.apply(added(moment_in(lab.made, lab.made.transcripts[2], coder=1)), action="code")
            assert pulse.look()
            assert pulse._read is not None
            with monkeypatch.context() as patch:
                patch.setattr(pulse_module, "read_view", fails)
                with pytest.raises(LookupError):
                    pulse.look()
            assert pulse._read is None
            pi.view()


def fails(*_):
    raise LookupError


def test_a_view_that_cannot_be_read_leaves_whom_the_study_is_open_for(lab, monkeypatch):
    with lab.open(lab.pi) as pi:
        pi.view(lab.made.coders[0].id)
        monkeypatch.setattr(store_module, "read_view", fails)
        with pytest.raises(LookupError):
            pi.view(None)
        assert pi._shown().seen_by == lab.made.coders[0].id


def test_an_edit_that_meets_silence_while_a_view_is_read_beside_it_is_told_soon(
    lab, wire, monkeypatch
):
    """The pulse would wait for its view for over a minute, and the edit with it."""
    first = moment_in(lab.made, lab.made.transcripts[0])
    reads = Event()

    def held(connection, seen_by):
        wire.hold()
        reads.set()
        return read_view(connection, seen_by)

    def look():
        with suppress(Away):
            pulse.look()

    with lab.open(lab.pi) as pi, open_study(wire.to(lab.ane), lambda: PASSWORD) as ane:
        pulse = ane.pulse()
        ane.view(ane.of_coder)
        pi.apply(added(Dyad(id=new_id(), name="D67")), action="design")
        monkeypatch.setattr(pulse_module, "read_view", held)
        asking = Thread(target=look, daemon=True)
        asking.start()
        assert reads.wait(30)
        began = monotonic()
        with pytest.raises(Away, match="the server cannot be reached"):
            ane.apply(added(first), action="code")
        assert monotonic() - began < pulse_module.VIEW_S / 3
        asking.join()
        assert pulse.is_away
        monkeypatch.undo()
        wire.release()
        assert pulse.look()
        ane.apply(added(first), action="code")


def test_a_slow_answer_in_doubt_is_asked_for_anew_and_the_server_is_not_told_as_away(
    lab, monkeypatch
):
    """One connection falls silent, the next does not: the network dropped only that one."""
    tries = []

    def held(connection, seen_by):
        tries.append(seen_by)
        if len(tries) == 1:
            pulse._asked_at -= pulse_module.AGAIN_S
            pulse.doubt()
            connection.exec_driver_sql("SELECT pg_sleep(8)")
        return read_view(connection, seen_by)

    with lab.open(lab.ane) as ane, lab.open(lab.pi) as pi:
        pulse = ane.pulse()
        ane.view(ane.of_coder)
        pi.apply(added(Dyad(id=new_id(), name="D68")), action="design")
        monkeypatch.setattr(pulse_module, "read_view", held)
        assert pulse.look()
        assert tries == [ane.of_coder] * 2
        assert not pulse.is_away


def test_what_is_done_here_while_the_server_is_asked_is_no_news(lab, monkeypatch):
    def mark(store, coder=0):
        text = lab.made.transcripts[2 * coder]  # Bo works in a round, on dyad 1
        store.apply(added(moment_in(lab.made, text, coder=coder)), action="code")

    def shown():
        """An own edit after the snapshot, before it is asked what is shown."""
        if pulse._connection.in_transaction():
            mark(ane)
        return own()

    with lab.open(lab.ane) as ane, lab.open(lab.pi) as pi:
        pulse = ane.pulse()
        own = pulse._shown
        ane.view(ane.of_coder)
        assert not pulse.look()
        with monkeypatch.context() as patch:
            patch.setattr(pulse, "_shown", shown)
            patch.setattr(pulse_module, "read_view", fails)
            assert not pulse.look()
        assert not pulse.look()
        # What others have written is not missed for it.
        pi.apply(added(Dyad(id=new_id(), name="D69")), action="design")
        assert pulse.look()
        # A chain that is shorter than what is shown was put back from a copy: it is read.
        ane.view(ane.of_coder)
        ane.revision += 1
        assert pulse.look()


def test_a_pulse_that_is_ended_while_it_lets_its_lock_go_hangs_up_all_the_same(lab):
    with lab.open(lab.ane) as ane:
        pulse = ane.pulse()
        pulse.look()
        assert pulse._connection is not None
        lock = MagicMock(wraps=Lock())

        def leave(*_):
            pulse.end()
            lock.release()

        lock.__enter__.side_effect = lambda *_: lock.acquire()
        lock.__exit__.side_effect = leave
        pulse._lock = lock  # which is let go in the very moment in which somebody ends the pulse
        pulse.look()
        assert pulse._connection is None
