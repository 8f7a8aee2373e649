"""Questionnaire scores along the sessions: their course, the two parties, and their moments."""
