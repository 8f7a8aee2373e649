"""Merging a lab: thirty coders, ten thousand records each. The aim: under 10 s at the store.

Clocks are reported. Asserted is how many times the work of a bare driver it takes that does nothing
but put the same rows into the same tables, in the same run: seconds are the machine's, that is not.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlcipher3 import dbapi2

from annotator.app.looking_beside import look_for
from annotator.app.open_study import open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.returning import hand_in
from annotator.domain.edits import Replace
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment
from annotator.storage import creation, journal, merge, opening
from annotator.storage import open_study as open_store
from annotator.storage.bulk import write_new_records
from annotator.storage.issuer import Issuer
from annotator.storage.key import Profile
from annotator.storage.planning import planned
from annotator.storage.receiving import look_at, sealed
from tests.benchmarks.material import Size, make_study

CODERS = int(os.environ.get("MERGED_CODERS", "30"))
RECORDS = int(os.environ.get("MERGED_RECORDS", "10000"))
SIZE = Size(interviews=24, words_each=1_000, moments=24)
AT_ONCE = 100
"""How many records one edit writes."""
AT_MOST, ONCE_MORE_AT_MOST = 15.0, 12.0
"""How many times the work of a bare driver a merge may take, and one that brings nothing new.

With eight thousand records of each of four coders it was 8 and 6.5 times. With few it is more, by
what a merge takes whatever it brings: the bounds are for as many at least.
"""
BARE_TABLES = {"moments": "id", "moment_codes": "moment_id", "lineage": "hash"}


@pytest.fixture(scope="module", autouse=True)
def cheap_keys() -> Iterator[None]:
    """The passphrase costs what it costs, file by file; here the merge is measured."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (creation, opening):
            patch.setattr(module, "PROFILES", (Profile(memory_kib=64, passes=1, lanes=1),))
        yield


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study and what its coders handed in."""
    folder = tmp_path_factory.mktemp("lab")
    place = make_study(folder / "lab.iprstudy", SIZE)
    for number in range(CODERS):
        file = folder / f"{number:02}.iprwork"
        with open_study(place) as study:
            hand_out(study, AssignWish(round_name="R1", coder=f"C{number:02}"), file, "words")
        with open_study(file, lambda: "words") as opened:
            assert opened.work is not None
            view = opened.view
            codes = [code.id for _, code in view.codebook.codes()]
            texts = list(view.transcripts.values())
            moments = [
                Moment(
                    id=new_id(),
                    transcript_id=texts[each % len(texts)].id,
                    coder_id=opened.work.coder_id,
                    round_id=opened.work.round_id,
                    codebook_id=view.codebook.id,
                    start=each % 4_000,
                    end=each % 4_000 + 40,
                    codes=(codes[each % len(codes)],),
                    memo="" if each % 10 else "a memo of some words on this moment",
                    made_at="2025-03-12T10:00:00+00:00",
                )
                for each in range(RECORDS)
            ]
        with open_store(file, lambda: "words") as store:
            for at in range(0, RECORDS, AT_ONCE):
                some = moments[at : at + AT_ONCE]
                with store.writing() as connection:
                    touched = write_new_records(connection, some)
                    changes = [Replace(None, each) for each in some]
                    journal.append(
                        connection, changes, touched, action="Mark", actor=None, device=store.device
                    )
        with open_study(file, lambda: "words") as opened:
            hand_in(opened)
    return folder


def work_s() -> float:
    """The work so far of this process and of those that it has waited for, in seconds."""
    return sum(os.times()[:4])


def bare_s(lab: Path, merged: Path, tmp_path: Path) -> float:
    """The work of putting the rows that a merge has put into a study there, and nothing else."""
    driver = dbapi2.connect(str(shutil.copy(lab / "lab.iprstudy", tmp_path / "bare.iprstudy")))
    driver.execute("ATTACH DATABASE ? AS merged", (str(merged),))
    rows = {
        table: driver.execute(
            f"SELECT * FROM merged.{table} WHERE {key} NOT IN (SELECT {key} FROM main.{table})"
        ).fetchall()
        for table, key in BARE_TABLES.items()
    }
    assert len(rows["moments"]) == CODERS * RECORDS
    driver.close()
    return min(_put(lab, rows, tmp_path) for _ in range(3))


def _put(lab: Path, rows: dict[str, list[Any]], tmp_path: Path) -> float:
    driver = dbapi2.connect(str(shutil.copy(lab / "lab.iprstudy", tmp_path / "bare.iprstudy")))
    began = work_s()
    for table, own in rows.items():
        places = ",".join("?" * len(own[0]))
        driver.executemany(f"INSERT INTO {table} VALUES ({places})", own)
    driver.commit()
    took = work_s() - began
    driver.close()
    return took


def test_merge_of_a_lab(benchmark: BenchmarkFixture, lab: Path, tmp_path: Path) -> None:
    files = sorted(lab.glob("*.iprwork"))
    took: list[float] = []
    places: list[Path] = []

    def fresh() -> tuple[tuple[Path], dict[str, object]]:
        places.append(Path(shutil.copy(lab / "lab.iprstudy", tmp_path / f"{new_id()}.iprstudy")))
        return (places[-1],), {}

    def go(place: Path) -> int:
        began = work_s()
        with open_store(place) as store:
            count = len(merge(store, files, lambda _: "words", look=look_for(files)).files)
        took.append(work_s() - began)
        return count

    assert benchmark.pedantic(go, setup=fresh, rounds=1) == CODERS
    asserted(benchmark, took[-1] / bare_s(lab, places[-1], tmp_path), AT_MOST)


def test_second_merge_of_a_lab(benchmark: BenchmarkFixture, lab: Path, tmp_path: Path) -> None:
    files = sorted(lab.glob("*.iprwork"))
    place = Path(shutil.copy(lab / "lab.iprstudy", tmp_path / "lab.iprstudy"))
    look = look_for(files)
    with open_store(place) as store:
        merge(store, files, lambda _: "words", look=look)
        began = work_s()
        report = benchmark.pedantic(
            lambda: merge(store, files, lambda _: "words", look=look), rounds=1
        )
        took = work_s() - began
    assert not report.changes
    asserted(benchmark, took / bare_s(lab, place, tmp_path), ONCE_MORE_AT_MOST)


def asserted(benchmark: BenchmarkFixture, times: float, at_most: float) -> None:
    """Says how many times the work of a bare driver something took, which is bounded."""
    benchmark.extra_info["times the work of a bare driver"] = round(times, 1)
    print(f"{times:.1f} times the work of a bare driver (at most {at_most:.0f})")
    assert times <= at_most


def test_looking_at_one_file(benchmark: BenchmarkFixture, lab: Path) -> None:
    with open_store(lab / "lab.iprstudy") as study, study.reading() as known:
        issuer = Issuer.of(known)
        [file] = sealed([lab / "00.iprwork"], lambda _: "words")
        returned = benchmark.pedantic(look_at, (file, issuer), rounds=3)
        assert sum(map(len, returned.straight)) >= RECORDS
        planned(known, [returned])
