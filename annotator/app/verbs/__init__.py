"""Verbs: a choice and the view become an edit. One noun a file."""
