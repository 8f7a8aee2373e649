"""What the wheel holds, and what the Debian package says of itself."""

from __future__ import annotations

import configparser
import importlib
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def build(monkeypatch):
    """packaging/build.py as a module; the folder is no package."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    for name in ("dev", "trial", "build"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module("build")


def test_the_wheel_holds_resources_and_migrations(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    tree = {
        f"annotator/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }
    migrations = ROOT / "annotator" / "storage" / "migrations"
    tree |= {path.relative_to(ROOT).as_posix() for path in migrations.rglob("*.py")}
    assert tree <= held
    assert not [name for name in held if name.startswith(("tests", "packaging"))]


def test_the_package_needs_what_qt_takes_from_the_system(build):
    control = dict(
        line.split(": ", 1) for line in build.control(250_000).splitlines() if ": " in line
    )
    needed = control["Depends"]
    assert {"libegl1", "libxcb-cursor0", "libxkbcommon-x11-0"} <= set(needed.split(", "))
    assert {"libpulse0", "libxrandr2"} <= set(needed.split(", "))  # for recordings
    assert needed.startswith("libc6 (>= 2.")
    assert control["Version"] == build.version()
    assert control["Installed-Size"] == "250000"
    assert "python" not in needed


def test_the_desktop_opens_a_study_with_the_app(build):
    files = build.desktop_files()
    desktop = configparser.RawConfigParser()
    desktop.read_string(files["usr/share/applications/ipr-annotator.desktop"])
    entry = desktop["Desktop Entry"]
    (kind,) = ET.fromstring(files["usr/share/mime/packages/ipr-annotator.xml"])
    assert entry["MimeType"] == f"{kind.get('type')};"
    assert entry["Exec"] == "annotator open %f"
    assert [part.get("pattern") for part in kind if part.tag.endswith("glob")] == ["*.iprstudy"]


def test_the_licences_are_told(build):
    told = build.copyright_file()
    assert "License: MIT\n Permission" not in told  # the name line, then the text, indented
    assert "LGPL-3" in told
    assert "OFL-1.1" in told
    after = told.split("License: MIT\n")[-1].splitlines()
    assert all(line.startswith(" ") for line in after)
