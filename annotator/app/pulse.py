"""Whether the server of an open study answers, for whoever asks it beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import storage
from annotator.app.open_study import OpenStudy

if TYPE_CHECKING:
    from annotator.storage.server.pulse import Pulse


def pulse_of(study: OpenStudy) -> Pulse:
    """What tells in any thread whether the server is there and somebody has written.

    From then on no edit waits long for a server that is away.

    Raises:
        UserError: the study is a file.
    """
    return study.look(lambda store: storage.served(store).pulse())
