"""Ctrl+C waits where something would break of it, and is heard at the end."""

from __future__ import annotations

import pytest

from annotator.app.interrupts import hear, unstopped


def test_it_waits_until_the_outermost_end_and_is_raised_once() -> None:
    done: list[str] = []

    def work() -> None:
        with unstopped():
            with unstopped():
                hear()
                done.append("inner")
            hear()
            done.append("outer")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["inner", "outer"]
    with unstopped():
        done.append("later")
    with pytest.raises(KeyboardInterrupt):
        hear()
