"""What is made new is named as what it is: a study by its ending, a folder without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("name", ["q.txt", "lab", "lab.iprwork"])
def test_a_new_study_ends_as_studies_do(run: Run, tmp_path: Path, name: str) -> None:
    refused = run("new", tmp_path / name, "--title", "Lab", "--plain")
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert "a study has another ending; end it in .iprstudy" in refused.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("export", "--to", "csv"), ("export", "--to", "agreement")])
def test_a_name_of_one_file_makes_no_folder(run: Run, study: Path, command) -> None:
    out = study.with_name("x.csv")
    verb, *options = command
    refused = run(verb, study, out, *options)
    assert refused.code == 2
    if options == ["--to", "csv"]:  # there is nothing to compare yet
        assert f"{out}: several files are written, into a folder" in refused.err
    assert refused.err.count("\n") == 1
    assert not out.exists()
    out.mkdir()
    if options == ["--to", "csv"]:
        assert run(verb, study, out, *options).code == 0, "one that is there is taken"
