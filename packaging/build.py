#!/usr/bin/env python3
"""Makes the bundle and the Debian package, and tries the package on a bare Debian.

    python3 packaging/build.py          all three
    python3 packaging/build.py bundle   dist/annotator: the app with its own Python
    python3 packaging/build.py deb      dist/annotator_VERSION_ARCHITECTURE.deb of that bundle
    python3 packaging/build.py try      the package installed, run and removed

The trial needs root and debootstrap; without them it is left out, which is said.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import dev
import trial

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
WORK = ROOT / "build"
BUNDLE = DIST / "annotator"

PACKAGE = "ipr-annotator"
HOME = Path("usr/lib") / PACKAGE  # of the bundle, below the root of the system
# xz makes the package a quarter smaller than zstd does, and installing it takes a second
# more; a lab copies it by hand, so size counts, and it is made once.
COMPRESSION = ["-Zxz", "-z6"]


def main(arguments: list[str]) -> int:
    """Exit code: 0 when every step asked for went well."""
    steps = arguments or ["bundle", "deb", "try"]
    if unknown := [step for step in steps if step not in {"bundle", "deb", "try"}]:
        print(__doc__ if "-h" in unknown or "--help" in unknown else f"build.py: no step {unknown}")
        return 2
    try:
        dev.require_python()
        dev.set_up()
        if "bundle" in steps:
            make_bundle()
        if "deb" in steps:
            make_deb()
        if "try" in steps:
            try_deb()
    except (dev.SetUpError, trial.TrialError) as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 1
    return 0


# ---------------------------------------------------------------- the bundle


def make_bundle() -> None:
    """Runs PyInstaller into dist/annotator and starts the result once."""
    see_to_pyinstaller()
    start = time.monotonic()
    command = [dev.tool("pyinstaller"), "--noconfirm", "--clean", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(WORK), "packaging/annotator.spec"]
    dev.must(command, "PyInstaller could not make the bundle")
    print(f"bundle: {megabytes(BUNDLE)} MB in {time.monotonic() - start:.0f} s", flush=True)
    said = subprocess.run([program(), "--version"], capture_output=True, text=True, check=False)
    if said.returncode != 0 or version() not in said.stdout:
        raise dev.SetUpError(f"the bundle does not start: {said.stdout}{said.stderr}")


def see_to_pyinstaller() -> None:
    """Installs what PyInstaller reads binaries with, and the shared library of Debian's Python."""
    if sys.platform != "linux":
        return
    if shutil.which("objdump") is None:
        dev.install_by_apt(["binutils"], "PyInstaller needs objdump")
    code = "from PyInstaller.depend.bindepend import get_python_library_path as f; f()"
    probe = subprocess.run([dev.tool("python"), "-c", code], capture_output=True, check=False)
    if probe.returncode != 0:
        library = f"libpython{sys.version_info[0]}.{sys.version_info[1]}"
        dev.install_by_apt([library], "PyInstaller needs Python's shared library")


def program() -> Path:
    """The file in the bundle that starts the app."""
    return BUNDLE / ("annotator.exe" if os.name == "nt" else "annotator")


def version() -> str:
    """The version of this checkout."""
    text = (ROOT / "annotator" / "__init__.py").read_text(encoding="utf-8")
    match = re.search(r'__version__ = "([^"]+)"', text)
    if match is None:
        raise dev.SetUpError("annotator/__init__.py has no __version__.")
    return match[1]


def megabytes(path: Path) -> int:
    """Size of a file, or of all files below a folder."""
    files = [path] if path.is_file() else [p for p in path.rglob("*") if not p.is_symlink()]
    return round(sum(file.stat().st_size for file in files if file.is_file()) / 1e6)


# ---------------------------------------------------------------- the Debian package


def make_deb() -> None:
    """Lays the bundle out as Debian wants it and packs it."""
    if shutil.which("dpkg-deb") is None:
        print("build.py: no dpkg-deb here, so no Debian package")
        return
    start = time.monotonic()
    staging = WORK / "deb"
    shutil.rmtree(staging, ignore_errors=True)
    for place, text in desktop_files().items():
        write(staging / place, text)
    icons = staging / "usr/share/icons/hicolor/scalable/apps"
    icons.mkdir(parents=True)
    shutil.copy(ROOT / "resources/icons/annotator.svg", icons / f"{PACKAGE}.svg")
    shutil.copytree(BUNDLE, staging / HOME, symlinks=True)
    (staging / "usr/bin").mkdir()
    (staging / "usr/bin/annotator").symlink_to(f"../lib/{PACKAGE}/annotator")
    write(staging / "DEBIAN/control", control(megabytes(staging) * 1000))
    for path in [staging, *staging.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(0o755 if executable else 0o644)
    package = deb_file()
    package.unlink(missing_ok=True)
    command = ["dpkg-deb", "--root-owner-group", *COMPRESSION, "--build", str(staging)]
    with (WORK / "dpkg-deb.log").open("w") as log:
        done = subprocess.run([*command, str(package)], stdout=log, check=False)
    if done.returncode != 0:
        raise dev.SetUpError("dpkg-deb could not make the package; the reason stands above.")
    shutil.rmtree(staging)
    print(
        f"{package.name}: {megabytes(package)} MB in {time.monotonic() - start:.0f} s", flush=True
    )


def deb_file() -> Path:
    """Where the package goes."""
    return DIST / f"annotator_{version()}_{architecture()}.deb"


def architecture() -> str:
    """Debian's name for this machine."""
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    return names.get(platform.machine(), platform.machine())


def control(installed_kilobytes: int) -> str:
    """The control file: what the package is called and what it needs.

    Needed are the libraries that the bundle takes from the system, which are those of
    graphics and of the screen, and a C library no older than the one it was built on.
    """
    libc = platform.libc_ver()[1]
    needs = [f"libc6 (>= {libc})", *dev.QT_OFFSCREEN, *dev.QT_WINDOW, *dev.QT_PLAYING]
    return f"""\
Package: {PACKAGE}
Version: {version()}
Architecture: {architecture()}
Maintainer: the IPR Annotator contributors <ipr-annotator@localhost>
Installed-Size: {installed_kilobytes}
Depends: {", ".join(needs)}
Recommends: xdg-utils
Section: science
Priority: optional
Description: read two recall interviews side by side and mark their moments
 Coders read a therapist's and a patient's recall interviews about the same
 therapy session side by side, on the session's own clock, and mark the
 micro-process moments in them.
"""


def desktop_files() -> dict[str, str]:
    """The small files by which the desktop knows the app, by their place in the system."""
    return {
        f"usr/share/applications/{PACKAGE}.desktop": f"""\
[Desktop Entry]
Type=Application
Name=IPR Annotator
GenericName=Recall interviews
Comment=Read two recall interviews side by side and mark their moments
Exec=annotator open %f
TryExec=annotator
Icon={PACKAGE}
Terminal=false
Categories=Education;Science;Qt;
MimeType=application/x-iprstudy;
""",
        f"usr/share/mime/packages/{PACKAGE}.xml": """\
<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-iprstudy">
    <comment>IPR study</comment>
    <glob pattern="*.iprstudy"/>
  </mime-type>
</mime-info>
""",
        f"usr/share/doc/{PACKAGE}/copyright": copyright_file(),
    }


def copyright_file() -> str:
    """Debian's copyright file: our licence, and where the others' are."""
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()
    body = "\n".join(f" {line}" if line.strip() else " ." for line in licence[2:])
    return f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: IPR Annotator
Comment: The bundle holds further packages under licences of their own: Qt and PySide6
 (LGPL-3), Python (PSF-2), SQLCipher and the other Python packages (BSD, MIT, zlib,
 Apache-2.0), the typefaces Source Serif Pro and Source Sans Pro (OFL-1.1). Qt's
 libraries lie as files in /{HOME} and may be replaced there.

Files: *
Copyright: the IPR Annotator contributors
License: MIT

License: MIT
{body}
"""


def write(path: Path, text: str) -> None:
    """Writes a text file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# ---------------------------------------------------------------- the trial


def try_deb() -> None:
    """Tries the package on a bare Debian where this machine can make one."""
    if not dev.is_root() or shutil.which("debootstrap") is None:
        print("build.py: the trial on a bare Debian needs root and debootstrap; left out")
        return
    if not deb_file().is_file():
        raise dev.SetUpError(f"there is no {deb_file().name} to try; make it first.")
    trial.run(deb_file(), package=PACKAGE, home=HOME, version=version(), out=DIST / "trial")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
