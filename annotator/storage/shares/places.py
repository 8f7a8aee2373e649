"""Whether a file lies on a disk of this machine, or on a share or in a folder that is synced.

What is not known counts as a share: a working copy too many costs a second, a live database on
a share costs the study. Nothing here touches the share itself, which may be frozen.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePath, PurePosixPath

SHARES_VARIABLE = "ANNOTATOR_SHARES"
LOCAL_VARIABLE = "ANNOTATOR_LOCAL"

LOCAL_SYSTEMS = frozenset(
    {
        *("apfs", "aufs", "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk"),
        *("hfs", "hfsplus", "jfs", "msdos", "nilfs2", "ntfs", "ntfs3", "overlay", "overlayfs"),
        *(
            "ramfs",
            "reiserfs",
            "rootfs",
            "shiftfs",
            "squashfs",
            "tmpfs",
            "udf",
            "ufs",
            "vfat",
            "xfs",
            "zfs",
        ),
    }
)
"""File systems of disks, sticks and memory of this machine; all others count as shares."""

_FROM_A_HOST = frozenset({"9p", "virtiofs", "fuse.fuse-overlayfs"})
"""Where the root is such a one they are the disks: of a container or small virtual machine."""

_SYNCED = re.compile(
    r"onedrive( - .*)?|dropbox( \(.*\))?|google ?drive|my drive|icloud ?drive|icloud~.*"
    r"|mobile documents|com~apple~clouddocs|cloudstorage|nextcloud|owncloud|box sync|pcloud ?drive"
    r"|mega ?sync|seafile|syncthing",
    re.IGNORECASE,
)
_MARKERS = (".dropbox", ".dropbox.cache", ".owncloudsync.log", ".stfolder", ".seafile-data")
_MARKER_PATTERNS = (".sync_*.db", "._sync_*.db")  # Nextcloud and ownCloud
_REMOTE_DRIVE, _NO_ROOT_DRIVE = 4, 1  # Windows' words for a mapped share, and for no drive
_MNT_LOCAL = 0x1000


def absolute(place: Path | str) -> str:
    """A place in full, without asking the share, as `resolve` would."""
    return os.path.abspath(place)  # noqa: PTH100


def on_share(place: Path) -> bool:
    """Whether a file lies, or would lie, where no live study may be.

    The folders that `ANNOTATOR_LOCAL` and `ANNOTATOR_SHARES` name decide first, the deepest one.
    """
    path = Path(absolute(place))
    told = _declared(path)
    if told is not None:
        return told
    if _on_remote_system(path):
        return True
    try:
        real = path.resolve()  # it is of this machine as far as it is named; a link may lead away
    except (RuntimeError, OSError):  # links in a circle lead nowhere
        return False
    told = _declared(real)
    if told is not None:
        return told
    return (real != path and _on_remote_system(real)) or is_synced(real)


def is_synced(path: Path) -> bool:
    """Whether a program that syncs folders with others has this one, by its name or its marks."""
    folders = path.parts[1:-1]
    if any(_SYNCED.fullmatch(name) for name in folders):
        return True
    named = (os.environ.get(f"OneDrive{kind}") for kind in ("", "Commercial", "Consumer"))
    if any(path.is_relative_to(root) for root in named if root):
        return True
    return any(map(_is_marked, path.parents))


def system_of(path: PurePath, mounts: str) -> tuple[str, str]:
    r"""The mount point of a path and its file system, after Linux's own list of mounts.

    >>> mounts = "1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:5 / /lab rw shared:1 - cifs //s/lab rw"
    >>> system_of(PurePath("/lab/s.iprstudy"), mounts), system_of(PurePath("/labels"), mounts)
    (('/lab', 'cifs'), ('/', 'ext4'))
    """
    best, system = "", ""
    for line in mounts.splitlines():
        head, _, tail = line.partition(" - ")
        fields, kinds = head.split(" "), tail.split(" ")
        if len(fields) < 5:
            continue
        point = _unescaped(fields[4])
        # Of two on one point the later one hides the earlier.
        if path.is_relative_to(point) and len(point) >= len(best):
            best, system = point, kinds[0]
    return best, system


def _on_remote_system(path: Path) -> bool:
    if sys.platform == "win32":
        return _on_windows(path)
    if sys.platform == "darwin":
        return not _is_local_mac(path)
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return True
    _, system = system_of(path, mounts)
    if system in _FROM_A_HOST and system_of(PurePosixPath("/"), mounts)[1] == system:
        return False
    return system not in LOCAL_SYSTEMS


def _on_windows(path: Path) -> bool:
    drive = path.drive
    if drive.startswith("\\\\"):
        return True
    import ctypes

    kind = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")  # type: ignore[attr-defined]
    return kind in (0, _NO_ROOT_DRIVE, _REMOTE_DRIVE)


def _is_local_mac(path: Path) -> bool:
    """By the flags of the file system that the nearest folder that is there stands on."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(4096)  # struct statfs has 2168 bytes
    for folder in (path, *path.parents):
        if libc.statfs(os.fsencode(folder), buffer) == 0:
            flags_at = 64  # after sizes, counts, id, owner and type
            return bool(int.from_bytes(buffer.raw[flags_at : flags_at + 4], "little") & _MNT_LOCAL)
    return False


def _declared(path: Path) -> bool | None:
    """What the two variables say of a path; None where they say nothing."""
    found = [
        (len(folder.parts), is_share)
        for name, is_share in ((SHARES_VARIABLE, True), (LOCAL_VARIABLE, False))
        for folder in _folders(name)
        if path.is_relative_to(folder)
    ]
    return max(found)[1] if found else None


def _folders(variable: str) -> Iterator[Path]:
    for each in os.environ.get(variable, "").split(os.pathsep):
        if each:
            yield Path(absolute(each))


def _is_marked(folder: Path) -> bool:
    with suppress(OSError):
        if any((folder / name).exists() for name in _MARKERS):
            return True
        return any(next(folder.glob(each), None) for each in _MARKER_PATTERNS)
    return False


def _unescaped(field: str) -> str:
    """A path as the list of mounts writes it: blanks and the like in octal."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)
