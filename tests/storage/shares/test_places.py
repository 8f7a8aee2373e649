"""What counts as a share: by file system, by name, by mark, by what the lab says."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from annotator.storage.shares.places import is_synced, on_share, system_of

MOUNTS = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:45 / /mnt/lab rw,relatime shared:20 - cifs //server/lab rw,vers=3.1.1
31 22 0:46 / /mnt/lab/stick rw - vfat /dev/sdb1 rw
32 22 0:47 / /home/ane/far\040away rw - fuse.sshfs ane@host: rw
33 22 0:48 / /nfs rw - nfs4 server:/ rw
34 22 0:49 / /odd rw - somethingfs none rw
35 22 0:50 / /twice rw - ext4 /dev/sdc rw
36 22 0:51 / /twice rw - nfs server:/x rw
"""


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux, with these mounts."""

    def read(self: Path, *_: object, **__: object) -> str:
        assert str(self) == "/proc/self/mountinfo"
        return MOUNTS

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(Path, "read_text", read)


@pytest.mark.parametrize(
    ("place", "is_share"),
    [
        ("/home/ane/lab.iprstudy", False),
        ("/mnt/lab/lab.iprstudy", True),
        ("/mnt/laboratory/lab.iprstudy", False),
        ("/mnt/lab/stick/lab.iprstudy", False),
        ("/home/ane/far away/lab.iprstudy", True),
        ("/nfs/a/b/../lab.iprstudy", True),
        ("/odd/lab.iprstudy", True),  # what is not known is a share
        ("/twice/lab.iprstudy", True),  # the later mount hides the one before
    ],
)
@pytest.mark.usefixtures("system")
def test_a_file_system_of_others_is_a_share(place: str, is_share: bool) -> None:
    assert on_share(Path(place)) is is_share


def test_what_a_container_has_from_its_host_is_its_own_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mounts = "1 0 0:1 / / rw - 9p host rw\n2 1 0:2 / /c rw - 9p drive rw"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: mounts)
    assert not on_share(Path("/home/lab.iprstudy"))
    assert not on_share(Path("/c/lab.iprstudy"))
    mounts = "1 0 0:1 / / rw - ext4 host rw\n2 1 0:2 / /c rw - 9p drive rw"
    assert on_share(Path("/c/lab.iprstudy"))
    mounts = "1 0 0:1 / / rw - nfs server:/root rw"
    assert on_share(Path("/home/lab.iprstudy"))


def test_the_list_of_mounts_may_be_missing_or_odd(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system_of(PurePosixPath("/a"), "nothing of use\n\n - \n") == ("", "")

    def fail(*_: object, **__: object) -> str:
        raise OSError

    monkeypatch.setattr(Path, "read_text", fail)
    assert on_share(Path("/a/lab.iprstudy"))


@pytest.mark.parametrize(
    ("folder", "synced"),
    [
        ("OneDrive - University of Ærø", True),
        ("onedrive", True),
        ("Dropbox (Lab)", True),
        ("Google Drive", True),
        ("Library/Mobile Documents/com~apple~CloudDocs", True),
        ("Nextcloud", True),
        ("My Dropbox stories", False),
        ("Box", False),
        ("data", False),
    ],
)
def test_a_folder_that_is_synced_is_told_by_its_name(
    tmp_path: Path, folder: str, synced: bool
) -> None:
    assert is_synced(tmp_path / folder / "lab.iprstudy") is synced
    assert not is_synced(tmp_path / f"{folder.replace('/', ' ')}.iprstudy")  # the study's own name


@pytest.mark.parametrize("mark", [".dropbox", ".sync_0a1b.db", ".owncloudsync.log", ".stfolder"])
def test_a_folder_that_is_synced_is_told_by_its_mark(tmp_path: Path, mark: str) -> None:
    deep = tmp_path / "shared" / "deep"
    deep.mkdir(parents=True)
    assert not is_synced(deep / "lab.iprstudy")
    (tmp_path / "shared" / mark).touch()
    assert is_synced(deep / "lab.iprstudy")


def test_the_lab_has_the_last_word_and_the_deepest_folder_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "a" / "b" / "lab.iprstudy"
    assert not on_share(place)
    monkeypatch.setenv("ANNOTATOR_SHARES", f"/elsewhere:{tmp_path / 'a'}")
    assert on_share(place)
    assert not on_share(tmp_path / "ab" / "lab.iprstudy")
    monkeypatch.setenv("ANNOTATOR_LOCAL", str(place.parent))
    assert not on_share(place)


def test_a_link_to_a_share_leads_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "share")
    monkeypatch.setenv("ANNOTATOR_SHARES", str(tmp_path / "share"))
    assert on_share(tmp_path / "link" / "lab.iprstudy")
