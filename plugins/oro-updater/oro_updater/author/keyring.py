"""`Keyring`: the author's private keys, encrypted, in a folder of their own. Blocking.

Each key is a file `ROLE-NUMBER.pem`, an Ed25519 key in PKCS #8 encrypted with the passphrase; `ROLE-NUMBER.json` is its
public half. No file is ever overwritten. A machine that only renews timestamps needs the files of that role alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from msgspec import Struct
from securesystemslib.signer import CryptoSigner, Signer, SSlibKey

from oro_framework.atomic import sync_folder
from oro_updater.errors import ReleaseError

__all__ = ("ROLES", "Keyring", "KnownKey", "default_folder")

ROLES = ("root", "targets", "snapshot", "timestamp")
SHORTEST = 8
"""Characters of the shortest passphrase."""
_NAME = re.compile(rf"({'|'.join(ROLES)})-([1-9]\d*)\.json")
_USED = re.compile(rf"({'|'.join(ROLES)})-([1-9]\d*)\..*")
"""A file of a key, or one that a process that was killed left of it: its number is not given again."""

Passphrase = Callable[[], str]


class KnownKey(Struct, frozen=True, kw_only=True):
    """One key of the ring."""

    role: str
    number: int
    key: SSlibKey
    path: Path
    """The file of the private half, which may be kept elsewhere."""

    @property
    def id(self) -> str:
        """The identifier that metadata has."""
        return str(self.key.keyid)

    @property
    def present(self) -> bool:
        """Whether the private half is here."""
        return self.path.exists()


class Keyring:
    """See the module.

    Args:
        folder: holds the keys, and need not exist.
        passphrase: asks for the passphrase; called once, when first needed.
    """

    def __init__(self, folder: Path, passphrase: Passphrase) -> None:
        self.folder = folder
        self._ask = passphrase
        self._passphrase: str | None = None

    def __iter__(self) -> Iterator[KnownKey]:
        """Yield the keys by role and number."""
        names = os.listdir(self.folder) if self.folder.is_dir() else []
        found = sorted((ROLES.index(name[1]), int(name[2])) for each in names if (name := _NAME.fullmatch(each)))
        return (self._known(ROLES[role], number) for role, number in found)

    def make(self, counts: Mapping[str, int]) -> Sequence[KnownKey]:
        """Make keys for roles, and return them.

        Args:
            counts: how many for each role.

        Raises:
            ReleaseError: the passphrase is too short or not that of the keys here, or the folder cannot be written; no
                key was lost.
        """
        passphrase = self._secret()
        if len(passphrase) < SHORTEST:
            raise ReleaseError(f"Cannot make keys: the passphrase needs at least {SHORTEST} characters")
        if present := next((key for key in self if key.present), None):
            self._signer(present)  # a mistyped passphrase would be that of the new keys
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return [self._make(role) for role, count in counts.items() for _ in range(count)]
        except OSError as error:
            raise ReleaseError(f'Cannot make keys: "{error.filename}" cannot be written ({error.strerror})') from error

    def signers(self, ids: Sequence[str]) -> list[Signer]:
        """Return what signs with those of some keys that are here.

        Raises:
            ReleaseError: the passphrase is wrong, or a file is damaged.
        """
        return [self._signer(key) for key in self if key.id in ids and key.present]

    def _make(self, role: str) -> KnownKey:
        number = self._last_number(role) + 1
        private = Ed25519PrivateKey.generate()
        public = SSlibKey.from_crypto(private.public_key())
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(self._secret().encode()))
        _write_new(self.folder / f"{role}-{number}.pem", pem)
        described = {"keyid": public.keyid, **public.to_dict()}
        _write_new(self.folder / f"{role}-{number}.json", msgspec.json.format(msgspec.json.encode(described)))
        sync_folder(os.fsencode(self.folder))
        return self._known(role, number)

    def _last_number(self, role: str) -> int:
        used = [found for name in os.listdir(self.folder) if (found := _USED.fullmatch(name)) and found[1] == role]
        return max((int(found[2]) for found in used), default=0)

    def _known(self, role: str, number: int) -> KnownKey:
        path = self.folder / f"{role}-{number}.json"
        try:
            described = msgspec.json.decode(path.read_bytes(), type=dict)
            key = SSlibKey.from_dict(described.pop("keyid"), described)
        except (OSError, KeyError, ValueError, msgspec.MsgspecError) as error:
            raise ReleaseError(f'Cannot use the key "{path}": it cannot be read ({error})') from error
        return KnownKey(role=role, number=number, key=key, path=path.with_suffix(".pem"))

    def _signer(self, known: KnownKey) -> Signer:
        try:
            private = load_pem_private_key(known.path.read_bytes(), self._secret().encode())
        except (ValueError, TypeError) as error:
            raise ReleaseError(
                f'Cannot use the key "{known.path}": the passphrase is wrong, or the file is damaged'
            ) from error
        except OSError as error:
            raise ReleaseError(f'Cannot use the key "{known.path}": {error.strerror}') from error
        signer = CryptoSigner(private)
        if signer.public_key.keyval != known.key.keyval:
            raise ReleaseError(f'Cannot use the key "{known.path}": its public half beside it is that of another key')
        return CryptoSigner(private, known.key)

    def _secret(self) -> str:
        if self._passphrase is None:
            self._passphrase = self._ask()
        return self._passphrase


def default_folder(app: str) -> Path:
    """Return where the keys of an app are kept, outside of any project."""
    import platformdirs

    return platformdirs.user_data_path("oro-framework") / "keys" / app


def _write_new(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink()
            raise
