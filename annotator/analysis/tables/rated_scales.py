"""The scales that have a column: the newest version's, and older ones that rate something."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from annotator.domain.codebook import Scale
from annotator.domain.moment import Rating
from annotator.domain.view import StudyView


def scales_of(view: StudyView, offered: Iterable[Scale], ratings: Iterable[Rating]) -> list[Scale]:
    """Scales in force, then those of no newer version that something is rated on.

    Args:
        view: the study.
        offered: scales of the newest version.
        ratings: all that the table has.
    """
    found = {scale.id: scale for scale in offered}
    missing = {each.scale_id for each in ratings} - found.keys()
    if missing:
        for book in sorted(view.codebooks.values(), key=lambda each: -each.number):
            for _, scale in book.scales():
                if scale.id in missing:
                    found.setdefault(scale.id, scale)
    return list(found.values())


def scale_means(view: StudyView, scale: Scale, of: str = "rating") -> str:
    """What a column of ratings on a scale says: its ends, and those of older versions.

    Returns:
        `rating on Depth, 1 to 5 (1 to 7 in version 2)`.
    """
    ends: dict[tuple[int, int], list[int]] = {}
    for book in sorted(view.codebooks.values(), key=lambda each: each.number):
        own = book.scale(scale.id)
        if own is not None:
            ends.setdefault((own.minimum, own.maximum), []).append(book.number)
    now = ends.pop((scale.minimum, scale.maximum), [])
    told = [f"{low} to {high} in {_versions(numbers)}" for (low, high), numbers in ends.items()]
    if view.codebook.scale(scale.id) is None:
        told.insert(0, f"last in version {max(now, default=view.codebook.number)}")
    more = f" ({'; '.join(told)})" if told else ""
    return f"{of} on {scale.name}, {scale.minimum} to {scale.maximum}{more}"


def _versions(numbers: Collection[int]) -> str:
    listed = ", ".join(map(str, numbers))
    return f"version{'s' if len(numbers) > 1 else ''} {listed}"
