"""Which code follows which within a document: sequential tables."""
