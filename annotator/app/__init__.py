"""The application without widgets: an open study, its history, and the verbs."""
