"""The dyads tab: what two accounts of one session have in common, in numbers and pictures."""
