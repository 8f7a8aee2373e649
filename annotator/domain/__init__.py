"""The words of the study as frozen values, and the pure rules between them."""
