"""What this machine keeps of a study beside it: where somebody was, where recordings are."""

from __future__ import annotations

from annotator.app import recording_places, settings
from annotator.app.recording_places import Places
from annotator.app.settings import Place, Settings
from annotator.app.waveform import drop
from annotator.domain.erasure import Erasure


def forget(erasure: Erasure) -> None:
    """Forgets the places of erased sessions and moments, and waveforms of their recordings.

    The recordings themselves are no files of ours.
    """
    kept = settings.load()
    if forget_places(kept, erasure):
        settings.save(kept)
    places = recording_places.load()
    before = (len(places.files), len(places.allowed), len(places.noted), len(places.stamps))
    fingerprints = forget_recordings(places, erasure)
    if before != (len(places.files), len(places.allowed), len(places.noted), len(places.stamps)):
        recording_places.save(places)
    for each in fingerprints:
        drop(each)


def forget_places(kept: Settings, erasure: Erasure) -> bool:
    """Takes out of settings where a coder was in what is gone; whether there was anything."""
    own = {
        name: place
        for name, place in kept.places.items()
        if name.partition(" ")[0] == erasure.study_id and _is_there(place, erasure)
    }
    for name, place in own.items():
        kept.places[name] = Place(coder_id=place.coder_id, mode=place.mode, set_id=place.set_id)
    return bool(own)


def _is_there(place: Place, erasure: Erasure) -> bool:
    found = erasure.found
    return place.session_id in found.session_ids or place.moment_id in found.moment_ids


def forget_recordings(places: Places, erasure: Erasure) -> set[str]:
    """Takes out where recordings of erased sessions are; gives their fingerprints."""
    found = erasure.found
    fingerprints = set(found.fingerprints)
    files = {places.files.pop(each, None) for each in found.session_ids}
    for each in found.session_ids:
        fingerprints.add(places.allowed.pop(each, ""))
    for name in [each for each in places.noted if each.partition(" ")[0] in found.session_ids]:
        fingerprints.add(places.noted.pop(name))
    for name, stamp in list(places.stamps.items()):
        if name in files or stamp.sha256 in fingerprints:
            fingerprints.add(stamp.sha256)
            del places.stamps[name]
    return fingerprints - {""}
