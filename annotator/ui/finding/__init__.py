"""The search pane: a field, and what was found to step through and to code."""
