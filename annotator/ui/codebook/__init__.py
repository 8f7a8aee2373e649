"""The codebook tab: its tree, the forms of what is chosen, and what changed between versions."""
