"""The moments tab: a table of moments, the code matrix and co-occurrence, under one filter."""
