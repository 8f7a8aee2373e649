"""Tooltips: of actions with their keys, and of words of the study, never read as HTML."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt as QtGuiText
from PySide6.QtWidgets import QAbstractButton, QWidget

from annotator.app.actions import in_force, tooltip

_ACTION = "action"  # the property of a widget whose tip is what an action does, with its key
_BESIDE = "beside"  # the same for a button that shows the key behind its text
_OWN = "own tip"  # of a greyed control: the tip that it has otherwise


def plain_tip(text: str) -> str:
    """The tip that shows a text as it is; Qt takes a tip for HTML when it looks like it.

    >>> plain_tip("T07"), plain_tip("<b>T07</b>")
    ('T07', '<qt>&lt;b&gt;T07&lt;/b&gt;</qt>')
    """
    if not QtGuiText.mightBeRichText(text):
        return text
    return f"<qt>{'<br>'.join(escape(line) for line in text.splitlines())}</qt>"


def show_action_tip(widget: QWidget, action_id: str) -> None:
    """Gives a widget the tip of an action, with its key, which `renew_tips` keeps right."""
    widget.setProperty(_ACTION, action_id)
    widget.setToolTip(tooltip(action_id))


def show_other_tip(widget: QWidget, text: str) -> None:
    """Gives a widget a tip of its own words."""
    widget.setProperty(_ACTION, None)
    widget.setToolTip(plain_tip(text))


def show_key_beside(button: QAbstractButton, text: str, action_id: str) -> None:
    """Gives a button a text with the key of its action behind, which `renew_tips` keeps right."""
    button.setProperty(_BESIDE, [text, action_id])
    button.setText(f"{text}   {in_force().shown(action_id)}".rstrip())


def grey(why: str, *controls: QWidget) -> None:
    """Greys controls out with the reason in the tip; without a reason they are as before."""
    for each in controls:
        own = each.property(_OWN)
        each.setEnabled(not why)
        if why:
            each.setProperty(_OWN, each.toolTip() if own is None else own)
            each.setToolTip(plain_tip(why))
        elif own is not None:
            each.setProperty(_OWN, None)
            action_id = each.property(_ACTION)
            each.setToolTip(tooltip(str(action_id)) if action_id else own)


def renew_tips(root: QWidget) -> None:
    """Says the keys in force in all tips and buttons under a widget that name some."""
    for widget in root.findChildren(QWidget):
        action_id = widget.property(_ACTION)
        if action_id and widget.property(_OWN) is None:
            widget.setToolTip(tooltip(str(action_id)))
        if isinstance(widget, QAbstractButton) and (beside := widget.property(_BESIDE)):
            show_key_beside(widget, *beside)
