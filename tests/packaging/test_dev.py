"""The parts of packaging/dev.py that decide something, without installing anything."""

from __future__ import annotations

import doctest
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(tmp_path, monkeypatch):
    """The script as a module whose checkout is an empty folder with a lock and a project."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "packaging" / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = tmp_path / "a check out"
    venv = root / ".venv"
    for name, value in {
        "ROOT": root,
        "VENV": venv,
        "STAMP": venv / "set-up.txt",
        "LOCK": root / "lock.txt",
        "PROJECT": root / "pyproject.toml",
    }.items():
        monkeypatch.setattr(module, name, value)
    venv.mkdir(parents=True)
    module.LOCK.write_text("lxml==6.1.3", encoding="utf-8")
    module.PROJECT.write_text("[project]", encoding="utf-8")
    return module


@pytest.fixture
def started(dev, monkeypatch):
    """Commands that the script would have run, each of which would have succeeded."""
    commands: list[list[str]] = []

    def record(command, *_rest, **_options):
        commands.append([str(word) for word in command])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", record)
    return commands


def test_lock_project_python_and_place_each_make_the_set_up_stale(dev, monkeypatch):
    seen = {dev.fingerprint("3.11.7 x86_64")}
    seen.add(dev.fingerprint("3.12.1 x86_64"))
    dev.LOCK.write_text("lxml==6.1.4", encoding="utf-8")
    seen.add(dev.fingerprint("3.11.7 x86_64"))
    dev.PROJECT.write_text("[project]\nname = 'x'", encoding="utf-8")
    seen.add(dev.fingerprint("3.11.7 x86_64"))
    monkeypatch.setattr(dev, "ROOT", dev.ROOT / "moved")
    seen.add(dev.fingerprint("3.11.7 x86_64"))
    assert len(seen) == 5


def test_a_set_up_that_is_current_installs_nothing(dev, started, monkeypatch):
    monkeypatch.setattr(dev, "venv_version", lambda: "3.11.7 x86_64")
    dev.STAMP.write_text(dev.fingerprint("3.11.7 x86_64"), encoding="utf-8")
    dev.set_up()
    assert started == []


def test_a_half_made_set_up_is_resumed_in_the_same_environment(dev, started, monkeypatch):
    monkeypatch.setattr(dev, "venv_version", lambda: "3.11.7 x86_64")
    packages = dev.VENV / "lib" / "python3.11" / "site-packages"
    (packages / "whole-1.dist-info").mkdir(parents=True)
    (packages / "whole-1.dist-info" / "RECORD").touch()
    (packages / "broken-1.dist-info").mkdir()
    dev.set_up()
    assert [p.name for p in packages.iterdir()] == ["whole-1.dist-info"]
    assert started[0][-5:-2] == ["--no-deps", "--require-hashes", "--only-binary=:all:"]
    assert not any("venv" in command for command in started)
    assert dev.read_stamp() == dev.fingerprint("3.11.7 x86_64")


def test_an_install_that_fails_leaves_no_stamp(dev, started, monkeypatch):
    monkeypatch.setattr(dev, "venv_version", lambda: "3.11.7 x86_64")
    monkeypatch.setattr(dev, "call", lambda *_: 1)
    dev.STAMP.write_text(f"{dev.ROOT}\nold\n", encoding="utf-8")
    with pytest.raises(dev.SetUpError, match=r"lock\.txt"):
        dev.set_up()
    assert dev.read_stamp() == ""


@pytest.mark.parametrize("version", ["", "3.10.2 x86_64", "3.14.0 arm64"])
def test_an_environment_that_is_broken_or_of_another_python_is_made_anew(
    dev, started, monkeypatch, version
):
    monkeypatch.setattr(dev, "venv_version", lambda: version)
    dev.set_up()
    assert [sys.executable, "-m", "venv", "--clear", str(dev.VENV)] in started


def test_an_environment_that_was_moved_is_made_anew(dev, started, monkeypatch):
    monkeypatch.setattr(dev, "venv_version", lambda: "3.11.7 x86_64")
    dev.STAMP.write_text("/somewhere/else\n0123\n", encoding="utf-8")
    dev.set_up()
    assert [sys.executable, "-m", "venv", "--clear", str(dev.VENV)] in started


def test_settings_of_pip_and_python_that_lead_astray_are_dropped(dev, monkeypatch):
    for name in ("PIP_TARGET", "PIP_NO_DEPS", "PYTHONPATH", "PYTHONHOME", "QT_SCALE_FACTOR"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("PIP_INDEX_URL", "x")
    environment = dev.clean_environment(offscreen=True)
    assert not {"PIP_TARGET", "PIP_NO_DEPS", "PYTHONPATH", "PYTHONHOME"} & set(environment)
    assert "QT_SCALE_FACTOR" not in environment
    assert environment["QT_QPA_PLATFORM"] == "offscreen"
    assert environment["PIP_INDEX_URL"] == "x"
    assert dev.clean_environment()["QT_SCALE_FACTOR"] == "x"


def test_ldd_names_what_is_missing(dev):
    text = (
        "\tlinux-vdso.so.1 (0x00007ffc)\n"
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibEGL.so.1 => /lib/x86_64-linux-gnu/libEGL.so.1 (0x00007f)\n"
        "\tlibGL.so.1 => not found\n"
    )
    assert dev.parse_ldd(text) == {"libxcb-cursor.so.0", "libGL.so.1"}


def test_without_rights_the_one_line_to_run_is_told(dev, monkeypatch):
    monkeypatch.setattr(dev, "is_root", lambda: False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(dev.SetUpError, match=r"run: sudo apt-get .* libgl1 libegl1$"):
        dev.install_by_apt(["libgl1", "libegl1"], "Qt does not find libGL.so.1")


def test_without_apt_the_names_are_told(dev, monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda _: None)
    with pytest.raises(dev.SetUpError, match="install what your system calls: libgl1"):
        dev.install_by_apt(["libgl1"], "Qt does not find libGL.so.1")


def test_a_window_that_cannot_open_does_not_stop_a_machine_without_a_screen(
    dev, monkeypatch, capsys
):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "is_root", lambda: False)
    window_only = {"libxcb-cursor.so.0"}
    monkeypatch.setattr(
        dev, "missing_libraries", lambda *files: window_only if "libqxcb" in files[0] else set()
    )
    monkeypatch.delenv("DISPLAY", raising=False)
    dev.see_to_qt_libraries()
    assert "libxcb-cursor.so.0" in capsys.readouterr().err
    monkeypatch.setenv("DISPLAY", ":0")
    with pytest.raises(dev.SetUpError):
        dev.see_to_qt_libraries()


def test_what_only_recordings_need_never_stops_the_set_up(dev, monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "is_root", lambda: False)
    monkeypatch.setattr(
        dev,
        "missing_libraries",
        lambda *files: {"libpulse.so.0"} if "ffmpeg" in files[0] else set(),
    )
    monkeypatch.setenv("DISPLAY", ":0")
    dev.see_to_qt_libraries()
    said = capsys.readouterr().err
    assert "no recording will play here: Qt does not find libpulse.so.0; run: sudo" in said
    assert "libpulse0 libxrandr2" in said


def test_another_python_gets_one_sentence(dev, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(dev.shutil, "which", lambda _: None)
    assert dev.main(["test"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "install Python 3.11, 3.12 or 3.13" in said


def test_a_supported_python_on_the_path_takes_over(dev, started, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 14, 0, "final", 0))
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/opt/{name}")
    with pytest.raises(SystemExit) as left:
        dev.main(["test"])
    assert left.value.code == 0
    assert started[-1][0] == "/opt/python3.13"


def test_every_check_runs_though_one_fails(dev, monkeypatch, capsys):
    ran = []

    def fail_types(command, _environment):
        ran.append(Path(command[0]).stem)
        return 1 if ran[-1] == "mypy" else 0

    monkeypatch.setattr(dev, "set_up", lambda: None)
    monkeypatch.setattr(dev, "call", fail_types)
    assert dev.main(["test"]) == 1
    assert ran == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]
    assert "types FAILED" in capsys.readouterr().out.splitlines()[-1]


def test_the_whole_suite_runs_on_all_cores_and_a_part_of_it_on_one(dev):
    whole, part = (dict(dev.checks(each))["tests"][1:] for each in ([], ["tests/cli", "-x"]))
    assert whole[:4] == ["-n", "auto", "--dist", "loadfile"]
    assert "--cov" in whole
    assert part == ["tests/cli", "-x"]


def test_an_unknown_command_is_said(dev, capsys):
    assert dev.main(["tset"]) == 2
    assert "'tset'" in capsys.readouterr().err


def test_its_examples_are_true(dev):
    failed, tried = doctest.testmod(dev)
    assert failed == 0
    assert tried >= 3
