"""Advice that verbs give for the command line, as the window gives it."""

from __future__ import annotations

import re

from annotator.app.actions import with_keys

_INSTEAD = {
    "mark transcripts with `annotator done`, or give --include-unfinished": (
        "mark accounts as done with {done}"
    ),
    "mark transcripts with `annotator done`": "mark accounts as done with {done}",
    "import them with `annotator measures` first": "import them with {import_measures} first",
    "import scores with `annotator measures STUDY FILE`": "{import_measures} imports scores",
    "bring one in with `annotator new`": "a codebook is chosen where a study is made",
    "or import it by `annotator guide`": "or import it there",
    "or name another set with --set": "or choose another set",
    "--coder names another": "another can be chosen",
    "`annotator rescue` makes a new file of what is whole in it": (
        "{rescue} makes a new file of what is whole in it"
    ),
    "until `annotator passphrase` gives it a passphrase": "until {rekey} gives it a passphrase",
    "bring in the right text with `import --replace`": (
        "bring in the right text with {import_transcript}"
    ),
    "who takes its moments over with `moments` and `mark`": "who takes its moments over",
}
_OPTION = r"(?:(?<![\w-])--[a-z][a-z-]*|`annotator [^`]*`)"
_BRACKETS = re.compile(rf" \([^()]*{_OPTION}[^()]*\)")
_CLAUSE = re.compile(rf"[;,] [^;,]*?{_OPTION}[^;,.]*")


def in_window(sentence: str) -> str:
    """A sentence without options and commands of the command line.

    What is said instead where there is a key for it; else the advice is left out.

    >>> in_window("no moment; mark moments first, or name another set with --set.")
    'no moment; mark moments first, or choose another set.'
    >>> in_window("no column 'a'; there are b, c; map them with --score.")
    "no column 'a'; there are b, c."
    >>> in_window("it is another; let it be replaced (--replace), or leave it out.")
    'it is another; let it be replaced, or leave it out.'
    """
    for words, instead in _INSTEAD.items():
        sentence = sentence.replace(words, with_keys(instead))
    return _CLAUSE.sub("", _BRACKETS.sub("", sentence))
