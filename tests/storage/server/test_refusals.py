"""What a server refuses, each told as what it is: full, shut, gone, or in a language of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.edits import added
from annotator.domain.errors import UserError
from annotator.storage.server.connecting import connect, hang_up
from annotator.storage.server.store import create, open_study
from annotator.storage.server.trouble import Away
from tests.labs import admitted
from tests.servers import PASSWORD
from tests.storage.making import moment_in, new_study
from tests.wires import wired

OUT = r"no part in the study any more|no such login|this login may not do that"


def refusal(place):
    return told(lambda: hang_up(connect(place, PASSWORD)))


def told(asked):
    with pytest.raises(UserError) as refused:
        asked()
    return refused.value


@pytest.mark.parametrize("goal", ["ROLE {login}", "DATABASE {database}"])
def test_where_there_is_no_room_it_says_so(lab, goal):
    named = goal.format(login=lab.bo.login, database=lab.bo.database)
    with lab.sql(lab.pi) as keeper:
        keeper.execute(f"ALTER {named} CONNECTION LIMIT 0")
        try:
            assert refusal(lab.bo).what == "the server has no room for another connection"
        finally:
            keeper.execute(f"ALTER {named} CONNECTION LIMIT -1")


def test_a_server_of_an_older_version_is_refused_in_one_sentence(lab):
    """One that says it is version 14, to whatever would open or make a study there."""
    with lab.sql(lab.pi) as keeper:
        [version] = keeper.execute("SHOW server_version").fetchone()
    older = "14." + version[3:]
    said = f"server_version\0{version}".encode(), f"server_version\0{older}".encode()
    with wired(lab.server.port, said) as wire:
        place = wire.to(lab.ane)
        for refused in (
            refusal(place),
            told(lambda: open_study(place, lambda: PASSWORD)),
            told(lambda: create(wire.to(lab.pi), new_study(), lambda: PASSWORD)),
        ):
            assert refused.what == "the server is older than PostgreSQL 15"
            assert str(refused.where).startswith("postgresql+psycopg://")
    with wired(lab.server.port) as wire:  # the control: as it is, it is taken
        open_study(wire.to(lab.ane), lambda: PASSWORD).close()


def test_the_name_of_a_host_is_not_taken_for_a_reason(lab):
    for host in ("controle.invalid", "certificate.invalid", "SSL.invalid"):
        found = refusal(replace(lab.ane, host=host))
        assert isinstance(found, Away), found.sentence


def test_a_server_that_speaks_another_language_has_refused_all_the_same(monkeypatch, lab):
    words = "FATAL:  Passwort-Authentifizierung für Benutzer »p_1« fehlgeschlagen"
    monkeypatch.setattr(
        "annotator.storage.server.silence.HeedingConnection.connect", _failing(words)
    )
    assert refusal(lab.ane).what == "the server lets this login not in"
    monkeypatch.setattr(
        "annotator.storage.server.silence.HeedingConnection.connect",
        _failing("FATAL:  the database system is starting up"),
    )
    assert isinstance(refusal(lab.ane), Away)


def test_a_server_whose_disk_is_full_says_that_and_not_that_the_password_is_wrong(monkeypatch, lab):
    words = 'FATAL:  could not write file "base/5/pg_internal.init": No space left on device'
    monkeypatch.setattr(
        "annotator.storage.server.silence.HeedingConnection.connect", _failing(words)
    )
    assert refusal(lab.ane).what == "the server's disk is full"


def _failing(words):
    import psycopg

    def fail(**_):
        raise psycopg.OperationalError(words)

    return fail


def test_a_coder_who_is_let_out_amid_work_is_told_and_nothing_breaks(lab):
    """Each thing that an open window asks: its edits, its searches and its watch."""
    with lab.open(lab.pi) as pi:
        cy = admitted(pi, lab.made.coders[1].id)
        moment = moment_in(lab.made, lab.made.transcripts[0], coder=1)
        with open_study(cy, lambda: PASSWORD) as store:
            pulse = store.pulse()
            assert pulse.look()
            pi.shut_out(cy.login)
            for asked in (
                pulse.look,
                store.changed_elsewhere,
                lambda: store.apply(added(moment), action="code"),
                lambda: store.view(store.of_coder),
                lambda: store.search("door"),
                store.check,
                lambda: list(store.journal()),
            ):
                with pytest.raises(UserError, match=OUT):
                    asked()
        assert "no such login" in refusal(cy).what
        assert pi.view().moment(moment.id) is None
