"""What two accounts of one session have in common, on the session's clock: pure functions.

The unit of most of them is a `DyadSession`: where therapist and patient marked which code, in
ms of session time. `material.py` makes it from a study; a script can make it from anything.
"""
