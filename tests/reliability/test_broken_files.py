"""The short form of `broken_files`: one of each way, and what is no file of bytes at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.broken_files import (
    BREAKS,
    Kept,
    faults_of,
    refusals_of_whole,
    surroundings,
    trial,
    whole_files,
)

FORMER = {"fts": 140, "day": 256}
"""Files that once ended in an error of the program."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Kept], tuple[str, ...]]]:
    folder = tmp_path_factory.mktemp("whole")
    with surroundings(folder):
        yield whole_files(folder)


@pytest.mark.parametrize("number", [*range(len(BREAKS)), *FORMER.values()])
def test_each_ends_with_one_sentence_or_a_sound_study(
    files: tuple[list[Kept], tuple[str, ...]], number: int
) -> None:
    kept, words = files
    assert trial(kept, words, number) == []


def test_whole_files_are_sound_and_rescued_whole(
    files: tuple[list[Kept], tuple[str, ...]], tmp_path: Path
) -> None:
    """Without this those above would show nothing: they might all be refused."""
    kept, words = files
    for each in kept:
        place = tmp_path / each.name
        place.write_bytes(each.content)
        assert faults_of(place, words) == []
        assert refusals_of_whole(place) == 0
        assert faults_of(place, words, harmed=True) == ["check finds nothing"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and links")
@pytest.mark.parametrize("kind", ["folder", "pipe", "circle", "to nothing", "device"])
def test_what_is_no_file_is_told(
    files: tuple[list[Kept], tuple[str, ...]], tmp_path: Path, kind: str
) -> None:
    place = tmp_path / f"{kind}.iprstudy"
    make = {
        "folder": place.mkdir,
        "pipe": lambda: os.mkfifo(place),
        "circle": lambda: place.symlink_to(place),
        "to nothing": lambda: place.symlink_to(tmp_path / "nothing"),
        "device": lambda: place.symlink_to("/dev/zero"),
    }
    make[kind]()
    assert faults_of(place, ()) == []
