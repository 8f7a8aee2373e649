"""What a coder learns of the others from a server, by SQL of their own: the long form.

    python -m tests.reliability.server_probes --count 2000

A coder with a login asks all that a login can ask (every table, view and catalogue, the functions
that tell of sizes and counters, numbers of transactions, hidden columns), lets another coder work,
and asks again: no answer may differ. Then come statements with ids that another coder's records
have, and with ids of nobody: what is said must be the same, and must take as long. Two controls
must tell: a study whose counters no superuser has shut, and the coder's own record.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from annotator.domain.edits import Replace, added
from annotator.domain.ids import new_id
from annotator.domain.memo import Memo
from tests.labs import Lab, lab_at
from tests.reliability.asking import told
from tests.servers import serving
from tests.storage.making import Made, moment_in, pairing_of

SECRET = "what Ane alone wrote down"


def work_of_ane(made: Made, count: int) -> tuple[Any, ...]:
    """Moments with memos, a pairing and a memo."""
    text = made.transcripts[0]
    moments = [moment_in(made, text, memo=f"{SECRET} {at}") for at in range(count)]
    pairing = pairing_of(made, (moments[0].id, moments[1].id))
    note = Memo(
        id=new_id(), coder_id=made.coders[0].id, about="turn", about_id=text.id,
        turn=0,
        transcript_id=text.id, text=SECRET,
    )  # fmt: skip
    return (*moments, pairing, note)


@contextmanager
def at_home(lab: Lab, sql: Any) -> Iterator[Any]:
    """Names mean the login's own pieces first, as in the program."""
    home = sql.execute("SELECT annotator.own_home()").fetchone()[0]
    sql.execute(f"SET search_path = {home}, annotator")
    yield sql


def differences(lab: Lab, *, whole: bool = False) -> set[str]:
    """What a coder is told otherwise after another has worked, and the server has counted."""
    with lab.sql(lab.bo) as bo, at_home(lab, bo):
        before = told(bo, whole=whole)
        with lab.open(lab.ane) as ane:
            ane.apply(added(*work_of_ane(lab.made, 120)), action="code")
        with lab.sql(lab.pi) as pi:
            pi.execute("ANALYZE")
        bo.execute("SELECT pg_sleep(0.1)")
        after = told(bo, whole=whole)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


MOMENT = (
    'INSERT INTO moments (id, transcript_id, coder_id, round_id, codebook_id, start, "end", peak, '
    "memo, made_at, revision, owner) VALUES (%(id)s, %(text)s, %(me)s, %(round)s, %(book)s, 0, 1, "
    "0, '', '', 1, %(me)s)"
)
CODE = (
    "INSERT INTO moment_codes (moment_id, position, codebook_id, code_id) "
    "VALUES (%(id)s, 0, %(book)s, %(code)s)"
)
PROBES: dict[str, str] = {
    "a moment of that id": MOMENT,
    "a moment in another's name": MOMENT.replace("%(me)s", "%(other)s"),
    "its codes": CODE,
    "its code beside the first": CODE.replace("0,", "7,"),
    "a pairing with it": "INSERT INTO pairing_moments (pairing_id, position, moment_id) "
    "VALUES (%(id)s, 0, %(id)s)",
    "its tombstone": "INSERT INTO tombstones (kind, id, revision, owner) "
    "VALUES ('moment', %(id)s, 2, %(me)s)",
    "its change": "UPDATE moments SET memo = 'mine' WHERE id = %(id)s",
    "its taking over": "UPDATE moments SET owner = %(me)s, coder_id = %(me)s WHERE id = %(id)s",
    "its deletion": "DELETE FROM moments WHERE id = %(id)s",
    "its lock": "SELECT id FROM moments WHERE id = %(id)s FOR UPDATE",
    "its assignment": "UPDATE assignments SET progress = 'done' WHERE id = %(id)s",
    "it in the whole table": "SELECT * FROM annotator.moments WHERE id = %(id)s",
    "a cast of its memo": "SELECT memo::int FROM moments WHERE id = %(id)s",
    "a division by it": "SELECT 1 / (length(memo) - length(memo)) FROM moments WHERE id = %(id)s",
    "a journal record": "INSERT INTO journal (seq, at, hash) VALUES (999, '', %(id)s)",
    "a lineage": "INSERT INTO lineage (hash, record_id) VALUES (%(id)s, %(id)s)",
}  # fmt: skip

TELLS_BY_TIME = "its deletion"
"""A probe that takes longer where the record is the coder's own: the clock is fine enough."""
TIMED_SHORTLY = ("a moment of that id", "its tombstone", "its change", "its lock")


def outcome(sql: Any, query: str, values: dict[str, Any]) -> tuple[Any, ...]:
    """What a statement gives and says, each id in it put aside; nothing of it stays."""
    sql.execute("BEGIN")
    try:
        done = sql.execute(query, values)
        rows = done.fetchall() if done.description else []
        sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
        result: tuple[Any, ...] = ("done", done.rowcount, rows)
    except psycopg.Error as error:
        said = (error.diag.message_primary, error.diag.message_detail, error.diag.constraint_name)
        result = (error.sqlstate, *(str(each).replace(values["id"], "ID") for each in said))
    sql.execute("ROLLBACK")
    return result


def values_for(lab: Lab, record_id: str) -> dict[str, Any]:
    made = lab.made
    return {
        "id": record_id,
        "text": made.transcripts[2].id,
        "me": made.coders[1].id,
        "other": made.coders[0].id,
        "round": made.round.id,
        "book": made.codebook.id,
        "code": made.codebook.sets[0].codes[0].id,
    }


def telling(lab: Lab, ids: Sequence[str], probes: Iterable[str] = PROBES) -> set[str]:
    """Probes that a coder sees answered otherwise for these ids than for ids of nobody."""
    with lab.sql(lab.bo) as sql, at_home(lab, sql):
        return {
            probe
            for probe in probes
            for known in ids
            if outcome(sql, PROBES[probe], values_for(lab, known))
            != outcome(sql, PROBES[probe], values_for(lab, new_id()))
        }


def slower_shares(
    lab: Lab, ids: Sequence[str], count: int, probes: Iterable[str] = PROBES
) -> dict[str, float]:
    """By probe: of how many pairs in turn an id that another has takes longer than nobody's.

    Of each pair another's comes first and second by turns, and the probes go by turns too, so that
    what else the machine does meets all of them alike. Nobody's ids are drawn before: drawing one
    within a pair made the statement after it slower.
    """
    values = {
        True: [values_for(lab, each) for each in ids],
        False: [values_for(lab, new_id()) for _ in ids],
    }
    slower = dict.fromkeys(probes, 0)
    with lab.sql(lab.bo) as sql, at_home(lab, sql):
        for turn in range(count):
            for probe in slower:
                spent = {}
                for theirs in (bool(turn % 2), not turn % 2):
                    asked = values[theirs][turn % len(ids)]
                    begun = time.perf_counter()
                    outcome(sql, PROBES[probe], asked)
                    spent[theirs] = time.perf_counter() - begun
                slower[probe] += spent[True] > spent[False]
    return {probe: times / count for probe, times in slower.items()}


def chance(count: int) -> float:
    """How far from a half a share of so many pairs may be: by chance 1 time in 150,000 beyond."""
    return 4.5 * 0.5 / count**0.5


def own_moment(lab: Lab) -> str:
    """The id of a moment that is the asking coder's own: what can be told is told of it."""
    own = moment_in(lab.made, lab.made.transcripts[2], coder=1)
    with lab.open(lab.bo) as bo:
        bo.apply(added(own), action="code")
    return own.id


def code_as_ane(lab: Lab, count: int) -> list[str]:
    """Lets Ane code; one moment is taken away again. Gives the ids of all."""
    done = work_of_ane(lab.made, count)
    with lab.open(lab.ane) as ane:
        ane.apply(added(*done), action="code")
        ane.apply(Replace(done[count - 1], None), action="take away")
    return [each.id for each in done]


def main() -> int:
    """Asks, and then asks where the counters are open, which must tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    count = parser.parse_args().count
    with serving() as server:
        lab = lab_at(server, server.empty())
        ids = code_as_ane(lab, count)
        otherwise = differences(lab, whole=True)
        refusals = telling(lab, ids)
        shares = slower_shares(lab, ids, count)
        control = differences(lab_at(server, server.founder()))
        mine = own_moment(lab)
        own = telling(lab, [mine])
        own_shares = slower_shares(lab, [mine], count, [TELLS_BY_TIME])
    print(f"answers that changed after another coder had worked: {sorted(otherwise) or 0}")
    print(f"{len(PROBES)} probes with {len(ids)} ids: {sorted(refusals) or 0} tell whose they are")
    for probe, share in shares.items():
        print(
            f"{share:6.1%} of {count} pairs took longer with another's id (by chance 50 %): {probe}"
        )
    print(f"control, the server's counters open: {len(control)} answers changed")
    print(f"control, the coder's own record: {len(own)} probes tell")
    print(f"control, the own record: longer in {own_shares[TELLS_BY_TIME]:.1%}: {TELLS_BY_TIME}")
    late = {probe for probe, share in shares.items() if abs(share - 0.5) >= chance(count)}
    print(f"{len(shares)} probes timed: {sorted(late) or 0} differ by more than chance")
    tells = abs(own_shares[TELLS_BY_TIME] - 0.5) >= chance(count)
    return 0 if not (otherwise or refusals or late) and control and own and tells else 1


if __name__ == "__main__":
    sys.exit(main())
