"""A program that dies leaves no file of its memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import ctypes, os, resource
from annotator.app.core_dumps import forbid_core_dumps
forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
os.abort()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux does it")
def test_nothing_is_dumped(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode < 0
    assert done.stdout == "(0, 0) 0\n"
    assert list(tmp_path.iterdir()) == []


# Asks the process itself, after a command has run in it, or in a child that reads files.
ASKING = """
import ctypes, multiprocessing, resource, sys

def state(pipe=None):
    if pipe is not None:
        from annotator.app.child_limits import limit_memory
        limit_memory()
    found = [*resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3)]
    print(found) if pipe is None else pipe.send(found)

if __name__ == "__main__":
    kind, place = sys.argv[1:]
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    if kind == "command":
        from annotator.cli import main
        sys.stdout, out = sys.stderr, sys.stdout
        main(["new", place, "--title", "T", "--plain"])
        sys.stdout = out
    if kind == "child":
        here, there = multiprocessing.get_context("spawn").Pipe()
        child = multiprocessing.get_context("spawn").Process(target=state, args=(there,))
        child.start()
        print(here.recv())
        child.join()
    else:
        state()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux does it")
@pytest.mark.parametrize("kind", ["nothing", "command", "child"])
def test_no_core_is_dumped_once_a_command_runs(kind, tmp_path):
    script = tmp_path / "asking.py"
    script.write_text(ASKING, encoding="utf-8")
    command = [sys.executable, str(script), kind, str(tmp_path / "s.iprstudy")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout.strip() == "[0, 0, 0]") == (kind != "nothing")  # which is the control
