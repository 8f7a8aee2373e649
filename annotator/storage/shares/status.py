"""How a study stands with its share, as far as that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.storage.shares.locks import Owner

Standing = Literal["ours", "theirs", "free", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How it stands with a share.

    Attributes:
        standing: `ours` may be written and published; `theirs` is only read; `free` is read,
            with nobody at work; `gone` may be written, and is published when the share is back.
        owner: who has it, where it is theirs.
        stale: whether the owner has given no sign for a while.
        ahead: whether something done here is not on the share.
        published_at: UTC, ISO 8601; empty for not yet.
        trouble: why it could not be published, or the share not be asked.
        diverged: both sides hold what the other has not.
        missing: somebody has moved or deleted the study on the share.
        beside: another program of this machine has the working copy too, and publishes it.
        newer: whether the share holds what was published after we checked out.
    """

    standing: Standing
    owner: Owner | None = None
    stale: bool = False
    ahead: bool = False
    published_at: str = ""
    trouble: str = ""
    diverged: bool = False
    missing: bool = False
    newer: bool = False
    beside: bool = False


def standing_of(owner: Owner | None, *, is_ours: bool, is_gone: bool) -> Standing:
    """How a study stands: of what is ours, and of what nobody has, it counts if the share is gone.

    >>> standing_of(None, is_ours=True, is_gone=True)
    'gone'
    """
    if is_ours or owner is None:
        return "gone" if is_gone else "ours" if is_ours else "free"
    return "theirs"
