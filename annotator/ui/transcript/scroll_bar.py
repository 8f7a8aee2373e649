"""How the scroll bar of a transcript looks."""

from __future__ import annotations

from annotator.ui.theme import Look, mixed


def scroll_bar_style(look: Look) -> str:
    """A slim bar without arrows in the colours of the page."""
    paper, width = look.colour("paper"), look.px(10)
    handle, pointed = (mixed(look.colour("mute"), paper, share).name() for share in (0.35, 0.7))
    return f"""
        QScrollBar:vertical {{ background: {paper.name()}; width: {width}px; margin: 0; }}
        QScrollBar::handle:vertical {{
            background: {handle}; border-radius: {width // 2 - 2}px; margin: 2px; min-height: 32px;
        }}
        QScrollBar::handle:vertical:hover {{ background: {pointed}; }}
        QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
        QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: none; }}
    """
