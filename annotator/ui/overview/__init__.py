"""The overview tab: the design row by row, and the sample."""
