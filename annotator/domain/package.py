"""Work that is handed out as a file of its own: what the study knows of it, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.ids import Id

PackageState = Literal["out", "struck off", "returned in part", "returned"]
STATES: tuple[PackageState, ...] = ("out", "struck off", "returned in part", "returned")
"""In the order in which one takes the place of the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One file of work that the PI has handed out. The PI's own record.

    Attributes:
        account_ids: what it holds, in the coder's order of work.
        codebook_id: the version of the codebook that is in it.
        verify_key: hex of the key by which what comes back is known to be this file's.
        made_at: UTC, ISO 8601.
        returned_at: when the coder last handed it in, by the coder's clock; None while it is out.
        devices: short names of the machines on which it was worked, as they have come back.
        own_passphrase: whether it is under another passphrase than the study; None where that
            was not noted.
        reason: why it was struck off, as the PI wrote it.
    """

    id: Id
    round_id: Id
    coder_id: Id
    codebook_id: Id
    account_ids: tuple[Id, ...]
    verify_key: str
    made_at: str
    state: PackageState = "out"
    returned_at: str | None = None
    devices: tuple[str, ...] = ()
    own_passphrase: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a file of handed-out work says of itself. An open study has none.

    Attributes:
        handed_in: whether it was handed in for good: nothing is written to it any more.
    """

    package_id: Id
    coder_id: Id
    round_id: Id
    handed_in: bool = False
