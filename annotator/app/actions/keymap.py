"""The keys in force: the table's, with what a person has changed laid over them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from annotator.app.actions.action import RESERVED, Action
from annotator.app.actions.table import ACTIONS, action, shown_key
from annotator.domain.codebook import RESERVED_KEYS
from annotator.domain.errors import UserError

FORMAT = "ipr_annotator_keys"
FIXED_IDS = frozenset({"rate", *(each.id for each in ACTIONS if each.when == "text")})
"""The digits rate by what they say, and the text takes its keys itself."""
NEEDED_IDS = frozenset({"palette", "edit_keys"})
"""Whatever has lost its key is found through these; they may not lose their own."""

_TEXT_FIELDS = re.compile(
    r"((Ctrl\+)?(Shift\+)?(Left|Right|Up|Down|Home|End|PgUp|PgDown|Tab|Backtab)"
    r"|(Shift\+)?(Backspace|Del|Delete|Return|Enter|Ins|Insert|Space)"
    r"|Ctrl\+(C|V|X|A|Ins|Insert|Backspace|Del|Delete)|Alt\+Shift\+(Up|Down)|Esc)"
)
_DESKTOP = re.compile(
    r"Alt\+(Shift\+)?(F4|Space|Esc|Tab|Backtab)|Ctrl\+(Alt\+|Shift\+)?Esc|Shift\+F10"
    r"|Ctrl\+Alt\+(Shift\+)?(Del|Delete|Tab|Backtab)|(Ctrl\+)?(Alt\+)?(Shift\+)?Menu"
)
_DIGIT = re.compile(r"(Shift\+)?\d")


@dataclass(frozen=True, slots=True)
class Clash:
    """Why an action cannot simply have a key.

    Attributes:
        sentence: what is in the way.
        other_id: the action that has the key and could give it up; empty where nothing can.
    """

    sentence: str
    other_id: str = ""


@dataclass(frozen=True)
class Keymap:
    """The keys of one person.

    Attributes:
        own: by action id, where they are not the table's.
    """

    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def keys(self, action_id: str) -> tuple[str, ...]:
        """The keys of an action, the first one shown; a key of the person's own goes first."""
        if action_id in self.own:
            return self.own[action_id]
        usual = action(action_id).keys
        return tuple([key for key in usual if key not in self._given]) if self._given else usual

    @cached_property
    def _given(self) -> frozenset[str]:
        """All keys that a person has given to an action."""
        return frozenset(key for keys in self.own.values() for key in keys)

    def shown(self, action_id: str) -> str:
        """The first key as people read it; empty where there is none.

        >>> Keymap().shown("undo"), Keymap({"undo": ("Alt+Z",)}).shown("undo")
        ('Ctrl+Z', 'Alt+Z')
        """
        return shown_key(self.keys(action_id))

    def is_changed(self, action_id: str) -> bool:
        """Whether an action has other keys than the table says."""
        return self.keys(action_id) != action(action_id).keys

    def holder(self, key: str) -> str:
        """The id of the action that has a key; empty where none has it."""
        return next((each.id for each in ACTIONS if key in self.keys(each.id)), "")

    def clash(self, action_id: str, key: str) -> Clash | None:
        """What stands against giving a key to an action, None where nothing does."""
        if never := why_never(action_id, key):
            return Clash(never)
        other_id = self.holder(key)
        if other_id in ("", action_id):
            return None
        other = action(other_id)
        if other_id in NEEDED_IDS and len(self.keys(other_id)) == 1:
            return Clash(f"{key} belongs to “{_name(other)}”, which must have a key: change it.")
        return Clash(f"{key} belongs to “{_name(other)}”.", other_id)

    def given(self, action_id: str, keys: Iterable[str]) -> Keymap:
        """The same with these keys for an action; whoever had one of them has it no longer.

        Raises:
            UserError: a key cannot be given away, or `NEEDED_IDS` would be left without one.
        """
        wanted = tuple(dict.fromkeys(keys))
        for key in wanted:
            clash = self.clash(action_id, key)
            if clash is not None and not clash.other_id:
                raise UserError(clash.sentence.rstrip("."))
        own = {
            other: tuple(key for key in keys if key not in wanted)
            for other, keys in self.own.items()
        }
        return Keymap({**own, action_id: wanted})._checked()  # noqa: SLF001 - its own class

    def usual(self, action_id: str) -> Keymap:
        """The same with the table's keys for an action, as far as no other has them now.

        Raises:
            UserError: another action has the usual key.
        """
        rest = Keymap({other: keys for other, keys in self.own.items() if other != action_id})
        for key in action(action_id).keys:
            if other := next((each for each, keys in rest.own.items() if key in keys), ""):
                raise UserError(
                    f"{key} belongs to “{_name(action(other))}” now",
                    hint="give that another key first",
                )
        return rest._tidy()

    def written(self) -> str:
        """The person's own keys as JSON, to be taken to another machine."""
        own = {action_id: list(keys) for action_id, keys in sorted(self.own.items())}
        return json.dumps({FORMAT: 1, "keys": own}, indent=1) + "\n"

    def _tidy(self) -> Keymap:
        """Without entries that say what the table says."""
        return Keymap({each: keys for each, keys in self.own.items() if keys != action(each).keys})

    def _checked(self) -> Keymap:
        for needed in NEEDED_IDS:
            if not self.keys(needed):
                raise UserError(f"“{_name(action(needed))}” must have a key")
        return self._tidy()


def why_never(action_id: str, key: str) -> str:
    """Why an action can never have a key, whatever the others have; empty where it can.

    >>> why_never("undo", "Q")
    'Q belongs to the codes: a letter alone codes, with Shift it adds.'
    """
    wanted = action(action_id)
    if action_id in FIXED_IDS:
        return f"“{_name(wanted)}” keeps its keys: they belong to the text."
    if key in wanted.keys:
        return ""
    if not key or ", " in key:
        return "Press one key, alone or with Ctrl, Alt or Shift."
    letter = key.removeprefix("Shift+")  # of any alphabet: a code may have Ø
    if len(letter) == 1 and letter.isalpha() and letter not in RESERVED_KEYS:
        return f"{key} belongs to the codes: a letter alone codes, with Shift it adds."
    if _DIGIT.fullmatch(key):
        return f"{key} belongs to the scales: digits rate."
    if other := next((each for each in FIXED_IDS if key in action(each).keys), ""):
        return f"{key} belongs to “{_name(action(other))}”, which keeps its keys."
    return _why_everywhere(key)


def _why_everywhere(key: str) -> str:
    """What a key does in every window, or in every field; empty where nothing."""
    if _DESKTOP.fullmatch(key):
        return f"{key} belongs to the desktop: it closes or changes windows, or opens a menu."
    if key in RESERVED or _TEXT_FIELDS.fullmatch(key):
        return f"{key} moves, writes or presses wherever you type: it stays as it is."
    return ""


def read_keys(text: str) -> Keymap:
    """The keymap that `Keymap.written` wrote.

    Raises:
        UserError: it is none, or two actions have one key in it; nothing is taken then.
    """
    try:
        raw = json.loads(text)
    except ValueError:
        raw = None
    if not isinstance(raw, dict) or FORMAT not in raw or not isinstance(raw.get("keys"), dict):
        raise UserError("the file holds no keys of this program", hint="export some to see how")
    if raw[FORMAT] != 1:
        raise UserError("the file of keys is of a later version of this program")
    known = {each.id for each in ACTIONS}
    found = {each: keys for each, keys in raw["keys"].items() if each in known}
    keymap = Keymap()
    for action_id, keys in found.items():
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            raise UserError("keys are lists of text", where=action_id)
        for key in keys:
            if never := why_never(action_id, key):
                raise UserError(never.rstrip("."), where=action_id)
        for key in keys:
            if other := next((each for each, own in keymap.own.items() if key in own), ""):
                raise UserError(f"{action_id} and {other} both want {key}", where="the keys")
        keymap = Keymap({**keymap.own, action_id: tuple(dict.fromkeys(keys))})
    return keymap._checked()  # noqa: SLF001 - the class stands in this module


def kept_keys(raw: Mapping[str, Iterable[str]]) -> Keymap:
    """The keymap of the settings; what no longer fits this version's table is left out."""
    keymap = Keymap()
    for action_id, keys in raw.items():
        try:
            text = json.dumps({FORMAT: 1, "keys": {action_id: list(keys)}})
            own = read_keys(text).own.get(action_id)
        except UserError:
            continue
        held = {key for each in keymap.own.values() for key in each}
        if own is not None and not held.intersection(own):
            keymap = Keymap({**keymap.own, action_id: own})
    return keymap if all(keymap.keys(each) for each in NEEDED_IDS) else Keymap()


# The keys of whoever sits here: one process has one person at one keyboard.
_in_force = Keymap()


def in_force() -> Keymap:
    """The keys that hold now."""
    return _in_force


def put_in_force(keymap: Keymap) -> None:
    """Takes other keys; whoever shows a key asks anew."""
    global _in_force  # noqa: PLW0603 - see above
    _in_force = keymap


def key_of(action_id: str) -> str:
    """The key of an action as a sentence names it; its name in the palette where it has none.

    >>> f"{key_of('undo')} takes it back."
    'Ctrl+Z takes it back.'
    """
    return _in_force.shown(action_id) or f"“{_name(action(action_id))}”"


def with_keys(sentence: str) -> str:
    """A sentence with the keys in force in the place of `{action id}`.

    >>> with_keys("{next_moment} / {previous_moment} moments")
    'J / K moments'
    """
    return re.sub(r"\{(\w+)\}", lambda found: key_of(found[1]), sentence)


def tooltip(action_id: str) -> str:
    """What an action does, with its key."""
    key, name = _in_force.shown(action_id), _name(action(action_id))
    return f"{name} ({key})" if key else name


def _name(named: Action) -> str:
    return named.text.rstrip("…")
