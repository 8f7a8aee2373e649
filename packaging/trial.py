"""Installs the Debian package on a bare Debian, runs it as a plain user and removes it.

The bare system is made by debootstrap once and kept in the user's cache; each trial works
on a copy of it. How this machine reaches Debian's packages is lent to the copy for the
time of the trial.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import dev

SUITE = "bookworm"  # the oldest system that the package is for
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ipr-annotator"
USER = "coder"
LIMIT_S = 300  # for any one step

# Run inside: draws on a virtual screen, waits for the window, leaves a picture of it.
OPEN_WINDOW = """
set -u
mkdir "$HOME/screen"
Xvfb :7 -screen 0 1280x800x24 -fbdir "$HOME/screen" -nolisten tcp >/dev/null 2>&1 &
screen=$!
until [ -e /tmp/.X11-unix/X7 ]; do sleep 0.05; done
export DISPLAY=:7
start=$(date +%s%N)
annotator demo "$HOME/seen" >"$HOME/demo.out" 2>"$HOME/demo.err" &
app=$!
timeout 60 xdotool search --sync --onlyvisible --name '.+' >"$HOME/id"
found=$?
echo "milliseconds $(( ($(date +%s%N) - start) / 1000000 ))"
sleep 2
cp "$HOME/screen/Xvfb_screen0" "$HOME/screen.xwd"
kill -TERM $app
wait $app
kill $screen
cat "$HOME/demo.err" >&2
exit $found
"""

# Turns the X server's memory into a PNG; header and layout as in X11/XWDFile.h.
PICTURE = """
import struct, sys
from PySide6.QtGui import QImage
content = open(sys.argv[1], "rb").read()
head = struct.unpack(">25I", content[:100])
pixels = content[head[0] + 12 * head[19]:]
QImage(pixels, head[4], head[5], head[12], QImage.Format.Format_RGB32).save(sys.argv[2])
"""


class TrialError(Exception):
    """A step of the trial did not go as it must; the message names it."""


def run(deb: Path, *, package: str, home: Path, version: str, out: Path) -> None:
    """Goes through the whole life of the package on a bare system.

    Args:
        deb: the package to try.
        package: its name for apt.
        home: where it puts the bundle, below the root of the system.
        version: what `annotator --version` must say.
        out: folder for the pictures of the window.
    Raises TrialError at the first step that fails.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bare-debian-") as folder:
        root = Path(folder) / SUITE
        # cp and not shutil: owners stay, and devices are not read.
        dev.must(["cp", "-a", str(bare_debian()), str(root)], "could not copy the bare Debian")
        lend_network(root)
        if (root / "usr/bin/python3").exists():
            raise TrialError("the bare Debian has a Python; the trial would show nothing.")
        install(root, deb)
        try_commands(root, home, version, out)
        try_window(root, out)
        remove(root, package, home)
    print(f"trial: all well; pictures in {out}")


def install(root: Path, deb: Path) -> None:
    """`apt install ./annotator_*.deb` as the README says, with nothing there before it."""
    shutil.copy(deb, root / "srv")
    inside(root, "apt-get -qq update", "reading the package lists")
    word = f"cd /srv && apt-get install -y --no-install-recommends ./{deb.name}"
    said(f"{deb.stat().st_size / 1e6:.0f} MB installed", inside(root, word, "installing")[1])
    inside(root, f"useradd --create-home {USER}", "making a user")


def try_commands(root: Path, home: Path, version: str, out: Path) -> None:
    """Version, help, the sample study without a screen, and its check, as a plain user."""
    libraries = f"/{home}/_internal/PySide6/Qt"
    files = [f"{libraries}/plugins/platforms/libq{name}.so" for name in ("xcb", "offscreen")]
    found, _ = inside(root, f"ldd {shlex.join(files)}", "looking for libraries")
    if missing := dev.parse_ldd(found):
        raise TrialError(f"Depends lacks a package: Qt does not find {', '.join(missing)}.")
    text, first = inside(root, "annotator --version", "annotator --version", user=USER)
    if version not in text:
        raise TrialError(f"annotator --version says {text!r}.")
    said("annotator --version, first start", first)
    said("annotator --version", inside(root, "annotator --version", "again", user=USER)[1])
    said("annotator --help", inside(root, "annotator --help", "help", user=USER)[1])
    text, seconds = inside(root, "annotator demo unseen", "demo without a screen", user=USER)
    said("annotator demo without a screen", seconds)
    made = root / f"home/{USER}/unseen"
    for pattern in ("*.iprstudy", "window.png", "**/moments.csv"):
        if not [*made.glob(pattern)]:
            raise TrialError(f"annotator demo without a screen made no {pattern}: {text}")
    shutil.copy(made / "window.png", out / "window.png")
    inside(root, "annotator check unseen/*.iprstudy", "annotator check", user=USER)
    word = "annotator agreement unseen/*.iprstudy --report report"
    said("annotator agreement --report", inside(root, word, "the report", user=USER)[1])
    for kind in ("html", "docx", "pdf", "csv"):
        if not [*made.parent.glob(f"report/*.{kind}")]:
            raise TrialError(f"annotator agreement --report wrote no {kind}.")
    transcripts = f"/{home}/_internal/annotator/resources/sample/transcripts"
    word = f'annotator inspect --json "$(ls {transcripts}/*.docx | head -1)"'
    seconds = inside(root, word, "annotator inspect", user=USER)[1]
    said("annotator inspect, which reads in a process of its own", seconds)


def try_window(root: Path, out: Path) -> None:
    """The sample study in a window on a virtual screen, ended by the session's end."""
    tools = "apt-get install -y --no-install-recommends xvfb xdotool"
    inside(root, tools, "installing the virtual screen")
    text, _ = inside(root, OPEN_WINDOW, "opening the window", user=USER)
    match = re.search(r"milliseconds (\d+)", text)
    said("annotator demo, until its window is there", int(match[1]) / 1000 if match else -1)
    screen = root / f"home/{USER}/screen.xwd"
    command = [dev.tool("python"), "-c", PICTURE, str(screen), str(out / "screen.png")]
    dev.must(command, "could not make a picture of the screen")
    inside(root, "annotator check seen/*.iprstudy", "annotator check", user=USER)


def remove(root: Path, package: str, home: Path) -> None:
    """Removes the package and sees that nothing of it stays."""
    said("removed", inside(root, f"apt-get purge -y {package}", "removing")[1])
    left = [place for place in (home, "usr/bin/annotator") if os.path.lexists(root / place)]
    if left:
        raise TrialError(f"removing the package left {', '.join(map(str, left))}.")


# ---------------------------------------------------------------- the bare system


def bare_debian() -> Path:
    """A bare Debian, made on first use."""
    place = CACHE / SUITE
    if not place.is_dir():
        print(f"trial: making a bare {SUITE} in {CACHE}", flush=True)
        half = CACHE / f"{SUITE}.half"
        shutil.rmtree(half, ignore_errors=True)
        half.parent.mkdir(parents=True, exist_ok=True)
        command = ["debootstrap", "--variant=minbase", SUITE, str(half), *mirror()]
        with (CACHE / "debootstrap.log").open("w") as log:
            done = subprocess.run(command, stdout=log, stderr=log, check=False)
        if done.returncode != 0:
            raise TrialError(f"debootstrap failed; {CACHE / 'debootstrap.log'} says why.")
        half.rename(place)
    return place


def mirror() -> list[str]:
    """The Debian mirror that this machine's apt uses; empty for debootstrap's own choice."""
    command = ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    sites = [line for line in done.stdout.splitlines() if line.rstrip("/").endswith("/debian")]
    return sites[:1]


def lend_network(root: Path) -> None:
    """Copies how this machine reaches Debian's packages: names, proxies, certificates."""
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    shutil.copy("/etc/hosts", root / "etc/hosts")
    for path in Path("/etc/apt/apt.conf.d").iterdir():
        if path.is_file() and "Acquire" in path.read_text(encoding="utf-8", errors="replace"):
            shutil.copy(path, root / "etc/apt/apt.conf.d")
    certificates = Path("/etc/ssl/certs/ca-certificates.crt")
    if certificates.is_file():
        (root / "etc/ssl/certs").mkdir(parents=True, exist_ok=True)
        shutil.copy(certificates, root / "etc/ssl/certs")


def inside(root: Path, script: str, what: str, user: str = "root") -> tuple[str, float]:
    """Output and seconds of a shell script inside the system, in mounts of its own.

    Raises TrialError, with all that was said, when it ends with an exit code.
    """
    home = "/" if user == "root" else f"/home/{user}"
    clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LANG": "C.UTF-8"}
    clean |= {"DEBIAN_FRONTEND": "noninteractive", "USER": user}
    proxies = {k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")}
    there = ["chroot", str(root), "setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
    command = shlex.join([*there, "sh", "-c", f"cd {home}\n{script}"])
    mounts = f"mount -t proc proc {root}/proc && mount -t tmpfs shm {root}/dev/shm"  # noqa: S108 - its own
    start = time.monotonic()
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", f"{mounts} && exec {command}"],
        env=clean | (proxies if user == "root" else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    seconds = time.monotonic() - start
    if done.returncode != 0:
        raise TrialError(f"{what} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout, seconds


def said(what: str, seconds: float) -> None:
    """Prints a step and its time."""
    print(f"trial: {what} ({seconds:.1f} s)", flush=True)
