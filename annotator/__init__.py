"""IPR Annotator: two recall interviews read side by side on the clock of their session."""

__version__ = "0.1.0"
