"""The tab in which the disagreements of coders are settled."""

from annotator.ui.consensus.page import ConsensusPage
from annotator.ui.consensus.settlement import Settlement

__all__ = ["ConsensusPage", "Settlement"]
