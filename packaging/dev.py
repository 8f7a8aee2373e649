#!/usr/bin/env python3
"""Sets this checkout up, runs it and checks it, with nothing but Python 3.11 to 3.13.

    python3 packaging/dev.py run [ARGUMENT...]    makes and opens the sample study
    python3 packaging/dev.py test [ARGUMENT...]   every check and the whole suite
    python3 packaging/dev.py benchmark            the timings of tests/benchmarks
    python3 packaging/dev.py build [ARGUMENT...]  the bundle and the Debian package
    python3 packaging/dev.py set-up               only makes .venv
    python3 packaging/dev.py lock                 pins anew (needs uv)

Each makes `.venv` first where it is missing, old or was left half-made. Arguments after
`run` go to `annotator demo`, after `test` and `benchmark` to pytest.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.txt"
LOCK = ROOT / "packaging" / "lock.txt"
PROJECT = ROOT / "pyproject.toml"

SUPPORTED = ((3, 11), (3, 12), (3, 13))  # sqlcipher3 has wheels for these

# What Qt opens from the system: for tests, for a window, and to play recordings.
QT_OFFSCREEN = (
    "libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfreetype6 libfontconfig1 libdbus-1-3"
).split()
QT_WINDOW = (
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0"
    " libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
).split()
QT_PLAYING = "libpulse0 libxrandr2 libgssapi-krb5-2".split()

# pip's settings that say where packages come from; the others (PIP_TARGET, PIP_USER,
# PIP_NO_DEPS, ...) would put them somewhere else or leave some out.
PIP_KEPT = frozenset(
    "PIP_CACHE_DIR PIP_CERT PIP_CLIENT_CERT PIP_CONFIG_FILE PIP_DEFAULT_TIMEOUT"
    " PIP_DISABLE_PIP_VERSION_CHECK PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_INDEX_URL"
    " PIP_KEYRING_PROVIDER PIP_NO_CACHE_DIR PIP_NO_INDEX PIP_PROXY PIP_RETRIES PIP_TIMEOUT"
    " PIP_TRUSTED_HOST".split()
)
# What would change which code is found, or what an assert does.
PYTHON_DROPPED = frozenset(
    "MYPYPATH PYTHONHOME PYTHONOPTIMIZE PYTHONPATH PYTHONSAFEPATH PYTHONSTARTUP"
    " PYTHONUSERBASE PYTHONWARNINGS __PYVENV_LAUNCHER__".split()
)


class SetUpError(Exception):
    """The machine lacks something; the message says what to do, in one sentence."""


def main(arguments: list[str]) -> int:
    """Exit code of the command that the arguments name."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(__doc__)
        return 0 if arguments else 2
    verb, rest = arguments[0], arguments[1:]
    if verb not in VERBS:
        print(f"dev.py: no command {verb!r}; there are {', '.join(VERBS)}.", file=sys.stderr)
        return 2
    try:
        require_python()
        return VERBS[verb](rest)
    except SetUpError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# ---------------------------------------------------------------- the verbs


def run(arguments: list[str]) -> int:
    """Makes and opens the sample study."""
    set_up()
    return call([tool("annotator"), "demo", *arguments], clean_environment())


def test(arguments: list[str]) -> int:
    """Runs every check and then the suite; 1 when any of them fails."""
    set_up()
    environment = clean_environment(offscreen=True)
    times: list[tuple[str, float, bool]] = []
    for name, command in checks(arguments):
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        code = call(command, environment)
        times.append((name, time.monotonic() - start, code == 0))
        print(summary(times[-1:]), flush=True)
    print("\n" + summary(times), flush=True)
    return 0 if all(good for _, _, good in times) else 1


def benchmark(arguments: list[str]) -> int:
    """Runs the timings, which never decide whether the suite passes."""
    set_up()
    command = [tool("pytest"), "tests/benchmarks", "--benchmark-enable", "-p", "no:randomly"]
    command += ["-o", "python_files=test_*.py bench_*.py", *arguments]
    return call(command, clean_environment(offscreen=True))


def build(arguments: list[str]) -> int:
    """Makes the bundle and the Debian package."""
    set_up()
    return call([tool("python"), "packaging/build.py", *arguments], clean_environment())


def set_up_only(_arguments: list[str]) -> int:
    """Makes `.venv` and sees to the system's libraries."""
    set_up()
    print(f"dev.py: ready in {VENV}")
    return 0


def lock(_arguments: list[str]) -> int:
    """Writes packaging/lock.txt anew: all platforms, all supported Pythons, with hashes."""
    if shutil.which("uv") is None:
        raise SetUpError("`lock` needs uv on the PATH; `pip install uv` brings it.")
    command = ["uv", "pip", "compile", PROJECT.name, "--group", "dev", "--universal", "--upgrade"]
    command += ["--python-version", "3.11", "--generate-hashes", "--no-annotate"]
    command += ["--no-emit-index-url", "--quiet", "--output-file", str(LOCK.relative_to(ROOT))]
    command += ["--custom-compile-command", "python3 packaging/dev.py lock"]
    return call(command, clean_environment())


VERBS = {
    "run": run,
    "test": test,
    "benchmark": benchmark,
    "build": build,
    "set-up": set_up_only,
    "lock": lock,
}


def checks(arguments: list[str]) -> list[tuple[str, list[str]]]:
    """The checks in their order: name and command; the arguments go to pytest."""
    whole = "-n auto --dist loadfile --cov --cov-report=term".split()  # a file shares material
    return [
        ("format", [tool("ruff"), "format", "--check", "."]),
        ("lint", [tool("ruff"), "check", "."]),
        ("types", [tool("mypy")]),
        ("rooms", [tool("lint-imports"), "--no-logo"]),
        ("tests", [tool("pytest"), *(arguments or whole)]),
    ]


def summary(times: list[tuple[str, float, bool]]) -> str:
    """One line: each check with its verdict and its seconds.

    >>> summary([("format", 0.31, True), ("types", 12.0, False)])
    '== format ok (0.3 s), types FAILED (12.0 s)'
    """
    parts = [f"{name} {'ok' if good else 'FAILED'} ({took:.1f} s)" for name, took, good in times]
    return f"== {', '.join(parts)}"


# ---------------------------------------------------------------- set-up


def set_up() -> None:
    """Makes `.venv` what the lock says, and sees to Qt's system libraries."""
    if read_stamp() != fingerprint(venv_version()):
        make_venv()
        install()
        STAMP.write_text(fingerprint(venv_version()), encoding="utf-8")
    see_to_qt_libraries()


def fingerprint(version: str) -> str:
    """What the content of `.venv` follows from: root, lock, project, Python.

    The root comes first: an environment that was moved is made anew.
    """
    digest = hashlib.sha256()
    for part in (LOCK.read_bytes(), PROJECT.read_bytes(), version.encode()):
        digest.update(hashlib.sha256(part).digest())
    return f"{ROOT}\n{digest.hexdigest()}\n"


def read_stamp() -> str:
    """The fingerprint that the last complete set-up left, empty where there was none."""
    try:
        return STAMP.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def venv_version() -> str:
    """Python's version and machine inside `.venv`, empty where it or its pip is broken."""
    code = "import pip, platform as p; print(p.python_version(), p.machine())"
    try:
        done = subprocess.run(
            [tool("python"), "-I", "-c", code], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def make_venv() -> None:
    """Makes an empty `.venv` where there is no working one for this place and these Pythons."""
    stamp = read_stamp()
    moved = bool(stamp) and stamp.splitlines()[0] != str(ROOT)
    STAMP.unlink(missing_ok=True)  # from here to the end of the install it is half-made
    if not moved and is_supported(venv_version()):
        remove_half_installed()
        return
    see_to_venv_module()
    print("dev.py: making .venv", flush=True)
    must([sys.executable, "-m", "venv", "--clear", str(VENV)], "could not make .venv")


def remove_half_installed() -> None:
    """Removes the metadata of packages whose installation broke off, so that pip installs them.

    pip writes RECORD last, and takes a package without it for installed.
    """
    for metadata in VENV.glob("[Ll]ib*/**/site-packages/*.dist-info"):
        if not (metadata / "RECORD").is_file():
            shutil.rmtree(metadata)


def install() -> None:
    """Installs just what the lock names, by hash and as wheels, then this project as it stands."""
    print("dev.py: installing packaging/lock.txt into .venv", flush=True)
    pip = [tool("python"), "-I", "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    locked = ["--no-deps", "--require-hashes", "--only-binary=:all:", "-r", str(LOCK)]
    must([*pip, *locked], "could not install packaging/lock.txt")
    editable = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    must([*pip, *editable], "could not install the project into .venv")


# ---------------------------------------------------------------- what the system must have


def see_to_venv_module() -> None:
    """Installs Debian's python3-venv where this Python cannot make environments."""
    probe = [sys.executable, "-I", "-c", "import venv, ensurepip"]
    if subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        install_by_apt(["python3-venv"], "this Python lacks venv")


def see_to_qt_libraries() -> None:
    """Installs the system's libraries that Qt would not find, or says how.

    Raises SetUpError where Qt would not even draw off screen; what only a window needs is fatal
    only when there is a screen, what only recordings need never.
    """
    if sys.platform != "linux" or shutil.which("ldd") is None:
        return
    window = missing_libraries("plugins/platforms/libqxcb.so")
    off_screen = missing_libraries(
        "lib/libQt6Widgets.so.6", "lib/libQt6OpenGL.so.6", "plugins/platforms/libqoffscreen.so"
    )
    playing = missing_libraries("plugins/multimedia/libffmpegmediaplugin.so")
    if not (missing := window | off_screen | playing):
        return
    reason = f"Qt does not find {', '.join(sorted(missing))}"
    try:
        install_by_apt(QT_OFFSCREEN + QT_WINDOW + QT_PLAYING, reason)
    except SetUpError as error:
        if off_screen or (window and os.environ.get("DISPLAY")):
            raise
        lost = "window will open" if window else "recording will play"
        print(f"dev.py: no {lost} here: {error}", file=sys.stderr)


def missing_libraries(*files: str) -> set[str]:
    """Names of the libraries that the loader does not find for these files of Qt."""
    folders = list(VENV.glob("lib/python3*/site-packages/PySide6/Qt"))
    missing: set[str] = set()
    for path in (folder / file for folder in folders for file in files):
        done = subprocess.run(["ldd", path], capture_output=True, text=True, check=False)
        missing |= parse_ldd(done.stdout)
    return missing


def parse_ldd(text: str) -> set[str]:
    """The libraries that ldd reports as not found.

    >>> parse_ldd("libEGL.so.1 => not found")
    {'libEGL.so.1'}
    """
    return set(re.findall(r"^\s*(\S+) => not found", text, flags=re.MULTILINE))


def install_by_apt(packages: list[str], reason: str) -> None:
    """Installs Debian packages when root; else raises SetUpError with the line to run."""
    if shutil.which("apt-get") is None:
        raise SetUpError(f"{reason}; install what your system calls: {' '.join(packages)}.")
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not is_root():
        raise SetUpError(f"{reason}; run: sudo apt-get update && sudo {shlex.join(command)}")
    print(f"dev.py: {reason}; apt-get install {' '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], env=environment, check=False)
    quiet = [command[0], "-qq", *command[1:]]
    done = subprocess.run(
        quiet, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        raise SetUpError(f"{reason}; apt-get could not install {' '.join(packages)}.")


def is_root() -> bool:
    """Whether this process may install for the whole system."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


# ---------------------------------------------------------------- Python itself


def require_python() -> None:
    """Goes on under a supported Python: this one, else one on the PATH that starts."""
    if sys.version_info[:2] in SUPPORTED:
        return
    for major, minor in reversed(SUPPORTED):
        found = shutil.which(f"python{major}.{minor}")
        if found is not None and starts_as(found, (major, minor)):
            print(f"dev.py: going on with {found}", file=sys.stderr, flush=True)
            sys.exit(subprocess.run([found, *sys.argv], check=False).returncode)
    raise SetUpError(
        f"Python {platform.python_version()} is not supported;"
        " install Python 3.11, 3.12 or 3.13 and start this again with it."
    )


def starts_as(executable: str, version: tuple[int, int]) -> bool:
    """Whether this file is a Python of that version that works (a shim may be empty)."""
    code = f"import sys; sys.exit(sys.version_info[:2] != {version!r})"
    return (
        subprocess.run([executable, "-c", code], capture_output=True, check=False).returncode == 0
    )


def is_supported(version: str) -> bool:
    """Whether a version as Python prints it is one of ours.

    >>> is_supported("3.11.2 x86_64"), is_supported("3.14.0 arm64"), is_supported("")
    (True, False, False)
    """
    match = re.match(r"(\d+)\.(\d+)\.", version)
    return match is not None and (int(match[1]), int(match[2])) in SUPPORTED


# ---------------------------------------------------------------- running things


def tool(name: str) -> str:
    """The file of a command inside `.venv`: `python`, or what a package brought."""
    return str(VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name)


def clean_environment(*, offscreen: bool = False) -> dict[str, str]:
    """This process's environment without what would lead pip, Python or Qt astray.

    Args:
        offscreen: for tests, which draw without a screen and at one scale.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in PYTHON_DROPPED and (not name.startswith("PIP_") or name in PIP_KEPT)
    }
    if offscreen:
        environment = {k: v for k, v in environment.items() if not k.startswith(("QT_", "QSG_"))}
        environment["QT_QPA_PLATFORM"] = "offscreen"
        environment["PYTHONIOENCODING"] = "utf-8"  # the tools draw boxes on Windows too
    return environment


def call(command: list[str], environment: dict[str, str]) -> int:
    """Exit code of a command started in the root of the checkout, with its output shown."""
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def must(command: list[str], failure: str) -> None:
    """Runs a step of the set-up; raises SetUpError with the sentence when it fails."""
    code = call(command, clean_environment())
    if code != 0:
        raise SetUpError(f"{failure} (exit code {code}); the reason stands above, start again.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
