"""Names of other programs' codes as they can be kept here."""

from __future__ import annotations

from annotator.domain.codebook_rules import LONGEST_NAME, clean_name, is_hidden, name_key


def free_name(name: str, taken: dict[str, int]) -> str:
    """A name unlike those taken, which it joins; each knows how many have begun with it."""
    free = name
    while name_key(free) in taken:
        taken[name_key(name)] += 1
        free = f"{name} {taken[name_key(name)]}"
    taken[name_key(free)] = 1
    return free


def kept_name(given: str) -> str:
    """A name of another program as it can be kept here; empty where nothing of it is left."""
    shown = "".join(" " if is_hidden(each) else each for each in given)
    kept = " ".join(shown.replace("/", " – ").replace("|", " – ").split())
    return clean_name(kept[: LONGEST_NAME - 10])  # so that a number fits
