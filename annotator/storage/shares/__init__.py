"""A study on a share: worked on in a copy on this machine, and published from there."""
