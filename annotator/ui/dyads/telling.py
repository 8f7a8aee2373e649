"""What each analysis says: its headline numbers and its table."""

from __future__ import annotations

from annotator.app.verbs.dyad_analysis import (
    Courses,
    Found,
    Groups,
    Profiles,
    Ratings,
    Scores,
    Shares,
    Transitions,
)
from annotator.ui.dyads.dyad_words import courses_page, groups_page, kappas_page, ratings_page
from annotator.ui.dyads.order_words import profiles_page, transitions_page
from annotator.ui.dyads.score_words import scores_page
from annotator.ui.dyads.share_words import shares_page
from annotator.ui.dyads.told import Page


def page_of(found: Found) -> Page:
    """The numbers of an analysis as the tab writes them."""
    match found:
        case Shares():
            return shares_page(found)
        case Transitions():
            return transitions_page(found)
        case Profiles():
            return profiles_page(found)
        case Ratings():
            return ratings_page(found)
        case Courses():
            return courses_page(found)
        case Groups():
            return groups_page(found)
        case Scores():
            return scores_page(found)
        case _:
            return kappas_page(found)
