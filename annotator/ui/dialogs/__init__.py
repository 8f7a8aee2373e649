"""Dialogs: each asks one thing and gives a frozen choice, or None. They change nothing."""
