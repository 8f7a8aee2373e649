"""The house keeps its walls: what neither import-linter nor ruff can see."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "annotator"
QT = {"PySide6", "shiboken6", "pyqtgraph", "qtawesome"}

# Where everything may be caught, and why. A handler that ends in a bare `raise` needs no place.
BROAD_EXCEPT = {
    "annotator/app/qt/jobs.py": "the job runner: an error of a thread is told to who asked",
    "annotator/formats/measures_xlsx.py": "the outermost edge of the reader of workbooks, likewise",
    "annotator/formats/reading.py": "the reader's outermost edge: any broken file is one sentence",
}
# Where SQL is put together from parts, and why. Values are bound everywhere else.
BUILT_SQL = {
    "annotator/storage/connection.py": "a PRAGMA takes no bound values; names and numbers are ours",
    "annotator/storage/creation.py": "a PRAGMA with our application id",
    "annotator/storage/migrations/__init__.py": "a PRAGMA with the schema's number",
    "annotator/storage/migration.py": "counts the tables that the file itself names",
    "annotator/storage/rekeying.py": "ATTACH with the key, and a PRAGMA with a number of ours",
    "annotator/storage/check.py": "names one of our two full-text indexes",
    "annotator/storage/server/connecting.py": "sends our own statements in one go",
    "annotator/storage/server/laying.py": "makes tables and roles, whose names are ours",
    "annotator/storage/server/people.py": "a role's name is no value: quoted by the server",
}


def modules(*folders: Path) -> list[Path]:
    """Every Python file under the folders, generated and installed ones left out."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def fresh(code: str, cwd: Path = ROOT) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after the code."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    tail = "\nimport sys, json; sys.stderr.write('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code + tail],
        cwd=cwd,
        env={**surroundings, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


# ---------------------------------------------------------------- what gets loaded


def test_domain_is_plain_python():
    loaded = fresh("import annotator.domain, pkgutil, importlib\n" + IMPORT_ALL_OF_DOMAIN)
    assert not loaded & (QT | {"sqlalchemy", "sqlcipher3", "sqlite3", "numpy", "lxml", "docx"})


IMPORT_ALL_OF_DOMAIN = (
    "for m in pkgutil.walk_packages(annotator.domain.__path__, 'annotator.domain.'):\n"
    "    importlib.import_module(m.name)\n"
)

# Calls the command line in the same process, one command after the other.
COMMANDS = """
import io, json, sys
from annotator.cli import main

def annotator(*words, stdin="", code=0):
    sys.argv = ["annotator", *words]
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    try:
        returned = main()
    except SystemExit as left:
        returned = left.code
    assert (returned or 0) == code, (words, returned)
"""


def test_help_loads_no_qt_and_no_sql():
    loaded = fresh(COMMANDS + "annotator('--help')")
    assert not loaded & (QT | {"numpy", "sqlalchemy", "docx"})


def test_the_commands_of_a_bare_server_load_no_qt(tmp_path):
    (tmp_path / "D07-3.txt").write_text("T: Good morning.\nP: Morning to you.\n", encoding="utf-8")
    (tmp_path / "g.csv").write_text("name,wordings\nQ1,good morning\n", encoding="utf-8")
    line = {"dyad": "D07", "session": 3, "account": "therapist", "start": 0, "end": 4, "codes": []}
    script = f"""
cell = ("--dyad", "D07", "--session", "3", "--account", "therapist")
annotator("new", "s.iprstudy", "--title", "House", "--plain")
annotator("inspect", "D07-3.txt", "--json")
annotator("import", "s.iprstudy", "D07-3.txt", *cell)
annotator("mark", "s.iprstudy", "--coder", "A", stdin={json.dumps(line)!r} + "\\n")
annotator("show", "s.iprstudy", "--json")
annotator("moments", "s.iprstudy", "--json")
annotator("text", "s.iprstudy", *cell)
annotator("done", "s.iprstudy", "--coder", "A", *cell)
annotator("guide", "s.iprstudy", "g.csv", "--find")
annotator("show", "s.iprstudy", "--sample", "all")
annotator("check", "s.iprstudy")
annotator("export", "s.iprstudy", "out", "--to", "csv")
"""
    assert not fresh(COMMANDS + script, cwd=tmp_path) & QT


def test_the_window_holds_no_library_for_one_thing_of_it():
    """Each of them would take twenty megabytes of the window for as long as it is open."""
    loaded = fresh(
        "import os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'; import annotator.ui.run"
    )
    assert "PySide6" in loaded
    assert not loaded & {"qtawesome", "qtpy", "scipy"}


def test_only_one_place_touches_the_clipboard():
    """It marks what is copied as sensitive, and clears it again."""
    touching = re.compile(r"\bclipboard\(\)|QClipboard\b")
    found = [name_of(p) for p in modules(PACKAGE) if touching.search(p.read_text("utf-8"))]
    assert found == ["annotator/ui/clipboard.py"]


# ---------------------------------------------------------------- names and sizes


def test_no_room_for_leftovers():
    leftovers = re.compile(r"(utils?|common|helpers?|misc)(\.py)?")
    found = [name_of(path) for path in PACKAGE.rglob("*") if leftovers.fullmatch(path.name)]
    assert found == []


def test_classes_are_named_after_things():
    empty = re.compile(r".*(Manager|Helper|Handler|Utils?|Data|Info)")
    found = [
        f"{name_of(path)}: {node.name}"
        for path in modules(PACKAGE)
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ClassDef) and empty.fullmatch(node.name)
    ]
    assert found == []


def test_no_module_is_longer_than_400_lines():
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(PACKAGE, ROOT / "packaging")
    }
    assert {name: n for name, n in lengths.items() if n > 400} == {}


def test_packaging_does_not_hide_the_library_of_that_name():
    assert not (ROOT / "packaging" / "__init__.py").exists()


# ---------------------------------------------------------------- errors


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def broad_excepts(tree: ast.Module) -> Iterator[int]:
    """Lines of handlers that catch everything and do not raise it again."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        last = node.body[-1]
        raises_again = isinstance(last, ast.Raise) and last.exc is None
        if not raises_again and catches_all(node.type):
            yield node.lineno


def catches_all(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(catches_all(part) for part in caught.elts)
    if isinstance(caught, ast.Attribute):
        return caught.attr in {"Exception", "BaseException"}
    return caught is None or (
        isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"}
    )


def test_everything_is_caught_at_the_named_edges_only():
    found = [
        f"{name_of(path)}:{line}"
        for path in modules(PACKAGE)
        if name_of(path) not in BROAD_EXCEPT
        for line in broad_excepts(parse(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("handler", "broad"),
    [
        ("except:", True),
        ("except Exception:", True),
        ("except (ValueError, builtins.BaseException) as e:", True),
        ("except (ValueError, OSError):", False),
    ],
)
def test_broad_excepts_are_found(handler, broad):
    assert [*broad_excepts(ast.parse(f"try:\n x()\n{handler}\n y()"))] == [3] * broad
    assert not [*broad_excepts(ast.parse(f"try:\n x()\n{handler}\n y()\n raise"))]


def test_no_name_of_an_edge_is_out_of_date():
    assert [name for name in BROAD_EXCEPT if not [*broad_excepts(parse(ROOT / name))]] == []
    assert [name for name in BUILT_SQL if not [*built_sql(parse(ROOT / name))]] == []


# ---------------------------------------------------------------- SQL


def built_sql(tree: ast.Module) -> Iterator[int]:
    """Lines where text(), execute() or exec_driver_sql() gets a string put together in place."""
    names = {"text", "execute", "executemany", "executescript", "exec_driver_sql"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in names and is_put_together(node.args[0]):
                yield node.lineno


def is_put_together(value: ast.expr) -> bool:
    if isinstance(value, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in value.values)
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.Mod | ast.Add)
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in {"format", "format_map", "join", "replace"}
    )


def test_values_are_bound_in_sql():
    found = [
        f"{name_of(path)}:{line}"
        for path in modules(PACKAGE)
        if name_of(path) not in BUILT_SQL
        for line in built_sql(parse(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("call", "built"),
    [
        ('text(f"select {x}")', True),
        ('c.execute("select %s" % x)', True),
        ('c.exec_driver_sql("select " + x)', True),
        ('text("select {}".format(x))', True),
        ('c.execute("select :x", {"x": x})', False),
        ('c.execute(select(t).where(t.c.x == f"{x}"))', False),
        ('text(f"select 1")', False),
    ],
)
def test_built_sql_is_found(call, built):
    assert bool([*built_sql(ast.parse(call))]) is built


# ---------------------------------------------------------------- actions


def test_each_action_has_its_own_id_and_keys():
    from annotator.app.actions import ACTIONS

    ids = [action.id for action in ACTIONS]
    keys = [key for action in ACTIONS for key in action.keys]
    assert {i for i in ids if ids.count(i) > 1} == set()
    assert {key for key in keys if keys.count(key) > 1} == set()


def test_each_key_stands_in_the_readme():
    from annotator.app.actions import ACTIONS

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<!`)`([^`\n]+)`(?!`)", readme))
    for first, last in re.findall(r"`(\d)` to `(\d)`", readme):
        named |= {str(digit) for digit in range(int(first), int(last) + 1)}
    assert {key for action in ACTIONS for key in action.keys} - named == set()


# ---------------------------------------------------------------- what is installed


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal from 3.12: its count stands still"
)
def test_a_void_call_of_qt_costs_no_reference_to_none():
    from PySide6.QtCore import QPoint

    point = QPoint()
    before = sys.getrefcount(None)
    for _ in range(200):
        point.setX(1)
    assert abs(sys.getrefcount(None) - before) < 50


def test_sqlite_is_the_one_that_does_not_lose_pages():
    from sqlcipher3 import dbapi2

    assert dbapi2.sqlite_version_info >= (3, 51, 3)
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("sqlcipher3-wheels")


def run_time_packages() -> set[str]:
    """Names of what `pip install .` brings on this machine, with what those need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting, seen = list(project["dependencies"]), set[str]()
    while waiting:
        needed, _, condition = waiting.pop().partition(";")
        name = re.split(r"[^\w.-]", needed.strip())[0].lower().replace("_", "-")
        if name in seen or "extra ==" in condition:
            continue
        try:
            waiting += importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            assert condition, f"{name} is not installed"  # for another platform or Python
            continue
        seen.add(name)
    return seen


def test_nothing_gpl_at_run_time():
    packages = run_time_packages()
    assert {"pyside6-essentials", "sqlalchemy", "cffi"} <= packages
    licences = {}
    for name in packages:
        metadata = importlib.metadata.metadata(name)
        fields = ("License-Expression", "License", "Classifier")
        stated = [line for field in fields for line in metadata.get_all(field, [])]
        licences[name] = " / ".join(
            s.splitlines()[0] for s in stated if " :: " not in s or "License" in s
        )
    # "LGPL-3.0-only OR GPL-2.0-only ...": taken under the LGPL.
    gpl = {n: s for n, s in licences.items() if "GPL" in s and "LGPL" not in s}
    assert not gpl
    assert all(licences.values()) or {n for n, s in licences.items() if not s} <= {"sqlcipher3"}
