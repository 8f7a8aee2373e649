"""Merging a lab: thirty coders, ten thousand records each. The aim: under 10 s at the store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

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


def test_merge_of_a_lab(benchmark: BenchmarkFixture, lab: Path, tmp_path: Path) -> None:
    files = sorted(lab.glob("*.iprwork"))

    def fresh() -> tuple[tuple[Path], dict[str, object]]:
        return (Path(shutil.copy(lab / "lab.iprstudy", tmp_path / f"{new_id()}.iprstudy")),), {}

    def go(place: Path) -> int:
        with open_store(place) as store:
            return len(merge(store, files, lambda _: "words", look=look_for(files)).files)

    assert benchmark.pedantic(go, setup=fresh, rounds=1) == CODERS


def test_second_merge_of_a_lab(benchmark: BenchmarkFixture, lab: Path, tmp_path: Path) -> None:
    files = sorted(lab.glob("*.iprwork"))
    place = Path(shutil.copy(lab / "lab.iprstudy", tmp_path / "lab.iprstudy"))
    with open_store(place) as store:
        look = look_for(files)
        merge(store, files, lambda _: "words", look=look)
        report = benchmark.pedantic(
            lambda: merge(store, files, lambda _: "words", look=look), rounds=1
        )
    assert not report.changes


def test_looking_at_one_file(benchmark: BenchmarkFixture, lab: Path) -> None:
    with open_store(lab / "lab.iprstudy") as study, study.reading() as known:
        issuer = Issuer.of(known)
        [file] = sealed([lab / "00.iprwork"], lambda _: "words")
        returned = benchmark.pedantic(look_at, (file, issuer), rounds=3)
        assert sum(map(len, returned.straight)) >= RECORDS
        planned(known, [returned])
