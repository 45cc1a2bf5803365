"""
Keep raw bodies and other personal data unreadable at rest.

The ingress seals a delivery's body once; the same sealed bytes travel through the journal, Redis and the
ledger, and are opened only where the body is read. This module imports nothing of the ledger, so that the
ingress stays light.
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from integrator.settings import Settings

KEY_BYTES = 32
_FORM = b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEAD_BYTES = len(_FORM) + _KEY_ID_BYTES + _NONCE_BYTES


class SealError(Exception):
    """Common ancestor; texts hold neither content nor key."""


class SealBroken(SealError):
    """Sealed bytes cannot be opened: another key, another context, cut short or changed."""


class SealKeyUnusable(SealError):
    """The key of this installation is malformed, or its file may be read by other users."""


class Seal:
    """
    Seals bytes with AES-256-GCM under one key.

    Sealed form: one byte for the form, 4 bytes of key id, 12 random bytes of nonce, ciphertext, 16 bytes of
    tag.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SealKeyUnusable("A seal key has exactly 32 bytes.")
        self._cipher = AESGCM(key)
        # The id tells a wrong key from damaged bytes; a hash of 256 random bits gives nothing away.
        self._head = _FORM + hashlib.sha256(b"seal key id\0" + key).digest()[:_KEY_ID_BYTES]

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """
        Take the key of this installation, made once and kept in `data_dir/seal.key` unless `seal_key` is set.

        Raises:
            SealKeyUnusable: the key is not 64 hex digits, or the file is open to other users.
        """
        configured = settings.seal_key.get_secret_value()
        return cls(_parse(configured) if configured else _stored_key(settings.data_dir / "seal.key"))

    def seal(self, plain: bytes, *, context: bytes) -> bytes:
        """Encrypt `plain`; only the same `context` opens it, so sealed bytes cannot be moved elsewhere."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._head + nonce + self._cipher.encrypt(nonce, plain, context)

    def open(self, sealed: bytes, *, context: bytes) -> bytes:
        """
        Give back what was sealed.

        Raises:
            SealBroken: not sealed with this key and context, or changed since.
        """
        if not sealed.startswith(self._head):
            raise SealBroken("Sealed with another key, or not sealed at all.")
        nonce = sealed[len(self._head) : _HEAD_BYTES]
        try:
            return self._cipher.decrypt(nonce, sealed[_HEAD_BYTES:], context)
        except (InvalidTag, ValueError):
            raise SealBroken("The sealed bytes or their context were changed.") from None


def delivery_context(store: str, webhook_id: str) -> bytes:
    """Name the place of a delivery's body, for `Seal.seal` and `Seal.open`."""
    return f"delivery\0{store}\0{webhook_id}".encode()


def _parse(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise SealKeyUnusable("A seal key is written as 64 hex digits.") from None


def _stored_key(path: Path) -> bytes:
    if not path.exists():
        _make_key(path)
    if path.stat().st_mode & 0o077:
        raise SealKeyUnusable(f"{path} may be read by other users; its mode must be 0600.")
    return _parse(path.read_text().strip())


def _make_key(path: Path) -> None:
    """
    Write a new key under `path` unless another process was quicker.

    The whole file is linked into place, so that nobody ever reads half a key, and the first link wins.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return  # Another process made the key meanwhile; its key counts.
    finally:
        draft.unlink()
    # A key that vanishes in a power cut would make every sealed body unreadable.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
