"""What a run of a Word file looks like: bold, hidden; directly or through its styles."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from annotator.formats.word_package import attribute, local_name

_OFF = ("0", "false", "off", "none")
_DEPTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Bold and hidden, None where nothing is said about it."""

    bold: bool | None = None
    hidden: bool | None = None

    def over(self, below: Look) -> Look:
        """This look where it says something, else the one below."""
        return Look(
            bold=below.bold if self.bold is None else self.bold,
            hidden=below.hidden if self.hidden is None else self.hidden,
        )


PLAIN = Look()


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The descendant along a path of local names, None where a step is missing."""
    for name in names:
        if element is None:
            return None
        element = next((c for c in element if local_name(c) == name), None)
    return element


def value(element: etree._Element | None) -> str:
    """The `w:val` of an element in either namespace, empty without one."""
    return "" if element is None else attribute(element, "val")


def is_on(element: etree._Element | None) -> bool | None:
    """An on/off property: None where it is absent, True without a value."""
    return None if element is None else value(element).lower() not in _OFF


def direct_look(properties: etree._Element | None) -> Look:
    """The look that run properties state themselves."""
    if properties is None:
        return PLAIN
    bold = is_on(child(properties, "b"))
    if bold is None and is_on(child(properties, "rtl")):
        bold = is_on(child(properties, "bCs"))
    return Look(bold=bold, hidden=is_on(child(properties, "vanish")))


def read_styles(styles: etree._Element | None) -> dict[str, Look]:
    """The look of each style by its id, what it is based on included."""
    own: dict[str, Look] = {}
    below: dict[str, str] = {}
    for style in styles if styles is not None else ():
        identifier = attribute(style, "styleId")
        if local_name(style) == "style" and identifier:
            own[identifier] = direct_look(child(style, "rPr"))
            below[identifier] = value(child(style, "basedOn"))
    return {identifier: _resolve(identifier, own, below) for identifier in own}


def _resolve(identifier: str, own: dict[str, Look], below: dict[str, str]) -> Look:
    look = PLAIN
    for _ in range(_DEPTH):
        if identifier not in own:
            break
        look = look.over(own[identifier])
        identifier = below[identifier]
    return look
