"""The words that are speaker labels wherever they stand, and those that never are one."""

from __future__ import annotations

import re

_KNOWN = re.compile(
    r"(?:t|th|ther|therapist|therapeut|therapeutin|terapeut|p|pt|pat|patient|patientin|pasient"
    r"|c|cl|client|k|kl|klient|klientin|i|int|interviewer|interviewerin|intervjuer)"
    r"\.?(?:[ _]?(?P<number>\d{1,3}))?"
    r"|(?:s|sp|spk|speaker|participant|person|sprecher|taler|talare|teilnehmer)[ _]?\d{1,3}"
    r"|(?:unknown|unidentified) speaker",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<base>.*?)[ _]?(?P<number>\d{1,3})")
_PARTICLES = frozenset(
    "von van de der den og and und of da di la le du del bin al ten the y e zu zur dos das".split()
)
# First words of speech or of a document's head that are often followed by a colon.
_NEVER = frozenset(
    """so and but or well note notes now yes no yeah like then because also okay ok example
    examples e.g i.e ps nb warning important remember question answer questions answers
    first second third finally next last meaning namely however therefore thus anyway right
    date time title subject duration length location place recorded recording recordings
    session dyad case code codes file audio video transcript transcription transcribed
    transcriber summary keywords speakers attendees participants language topic agenda page
    version id number meeting chapter part section figure table appendix http https ftp mailto
    file www og men så ja nei jo altså eksempel dato tid varighet tittel spørsmål svar sted
    und aber also ja nein nun beispiel datum zeit dauer titel frage antwort ort thema
    donc mais oui non alors exemple titre durée question réponse lieu fecha hora pero si sí
    this that it he she we you they what why how when where who if there here""".split()
)


def is_known(label: str) -> bool:
    """Whether a label needs no second sight: T, Therapist, P1, Speaker 2 (any case)."""
    return _KNOWN.fullmatch(label) is not None


def split_number(label: str) -> tuple[str, int] | None:
    """Letter and number of a known role's label: `T12` gives ("T", 12); `Speaker 1` None."""
    match = _KNOWN.fullmatch(label)
    if match is None or match["number"] is None:
        return None
    numbered = _NUMBERED.fullmatch(label)
    return None if numbered is None else (numbered["base"], int(numbered["number"]))


def is_name_like(label: str) -> bool:
    """Whether a label is built like a name: few words, each with a capital, a digit or no case.

    >>> is_name_like("Mireille B. Reece, Psy.D"), is_name_like("He said"), is_name_like("So")
    (True, False, False)
    """
    words = label.split()
    if not 0 < len(words) <= 6 or len(label) > 48 or not any(map(str.isalpha, label)):
        return False
    if is_never(label):
        return False
    return words[0].lower() not in _PARTICLES and all(map(_is_name_word, words))


def is_never(label: str) -> bool:
    """Whether the first word is one that speech or a document's head puts before a colon."""
    words = label.lower().split()
    return not words or words[0].strip(".,()") in _NEVER or words[0].strip(",()") in _NEVER


def _is_name_word(word: str) -> bool:
    letters = [character for character in word if character.isalnum()]
    if not letters:
        return word in {"-", "–", "&"}
    return not letters[0].islower() or word.lower() in _PARTICLES
