"""The lock holds what the project names, with hashes, and nothing of one machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "packaging" / "lock.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, set[str]]:
    """Versions in the lock by name; a second one stands for another Python."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", LOCK, flags=re.MULTILINE):
        versions.setdefault(plain(name), set()).add(version)
    return versions


def test_what_is_installed_is_pinned_in_the_project_and_the_same_in_the_lock():
    versions = locked()
    for requirement in PROJECT["project"]["dependencies"]:
        name, equals, version = requirement.partition("==")
        assert equals, requirement
        assert (name, versions[plain(name)]) == (name, {version})


def test_what_the_checks_need_is_locked():
    needed = {plain(name) for name in PROJECT["dependency-groups"]["dev"]}
    assert needed <= set(locked())


def test_qt_is_a_version_that_keeps_its_references():
    assert locked()["pyside6-essentials"] == locked()["shiboken6"] == {"6.10.3"}
    assert not {"pyside6", "sqlcipher3-wheels", "sqlcipher3-binary"} & set(locked())


def test_each_package_has_a_hash():
    entries = re.split(r"\n(?=[\w.-]+==)", LOCK)[1:]
    assert len(entries) > 40
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_no_index_and_no_path_of_a_machine():
    assert not re.search(r"https?://|file:|--index|--find-links|^/|\s/\w", LOCK)
