"""Signatures (Ed25519): of a study on what it hands out, of a package on what comes back.

The library is slow to import, and only handing out, handing in and merging need it.
"""

from __future__ import annotations


def new_pair() -> tuple[bytes, bytes]:
    """A fresh key: its public half and its private half, 32 bytes each."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    return private.public_key().public_bytes_raw(), private.private_bytes_raw()


def sign(private: bytes, text: str) -> bytes:
    """The signature of a text."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private).sign(text.encode())


def is_signed(public: bytes, text: str, signature: bytes) -> bool:
    """Whether a text was signed with the private half of this key, as it stands."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
