"""`Roots`: the root metadata that an app was shipped with, and those that it leads to. Blocking.

    FOLDER/root.json           the newest, which python-tuf's client begins with; written anew at each check
    FOLDER/roots/N.root.json   every later root, as it came from the server

Each root counts if it is signed by the keys of the one before and by its own, as the specification has it (5.3). All of
them are verified at each check, from the shipped one on, so that none of these files needs to be trusted.
"""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root

from oro_framework.atomic import replace_file
from oro_framework.errors import ConfigError

__all__ = ("Roots",)

_NAME = re.compile(r"[1-9]\d*\.root\.json")


class Roots:
    """See the module.

    Args:
        folder: of the trusted metadata; made if need be.
        shipped: the file of the root metadata that the app was shipped with.
    """

    def __init__(self, folder: Path, shipped: Path) -> None:
        self._folder = folder
        self._shipped = shipped

    def begin(self) -> None:
        """Have python-tuf's client begin with the newest root that the shipped one leads to.

        Raises:
            ConfigError: the app was shipped without a usable root.
            OSError: the folder cannot be written.
        """
        newest, root = self._first()
        for version in count(root.version + 1):
            try:
                data = self._path(f"{version}.root.json").read_bytes()
                root = _following(root, data)
            except (OSError, RepositoryError, ValueError):
                break  # there is none, or a crash left a part of it: the server has it
            newest = data
        self._folder.mkdir(parents=True, exist_ok=True)
        known = self._folder / "root.json"
        if not known.exists() or known.read_bytes() != newest:
            replace_file(known, newest)

    def keep(self, name: str, data: bytes) -> None:
        """Keep a file that came from the server if it is a root; it is verified when it is read."""
        if _NAME.fullmatch(name):
            path = self._path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, data)

    def _first(self) -> tuple[bytes, Root]:
        try:
            data = self._shipped.read_bytes()
            root = Metadata[Root].from_bytes(data)
            root.signed.verify_delegate("root", root.signed_bytes, root.signatures)
        except (OSError, RepositoryError, ValueError) as error:
            raise ConfigError(
                f'Cannot update: "{self._shipped}" is no root metadata ({error}); oro keys root writes it, and '
                "[updater] root says where it is"
            ) from error
        return data, root.signed

    def _path(self, name: str) -> Path:
        return self._folder / "roots" / name


def _following(root: Root, data: bytes) -> Root:
    """Return the root that follows another.

    Raises:
        RepositoryError: it does not.
        ValueError: likewise.
    """
    new = Metadata[Root].from_bytes(data)
    for each in (root, new.signed):
        each.verify_delegate("root", new.signed_bytes, new.signatures)
    if new.signed.version != root.version + 1:
        raise ValueError(f"version {new.signed.version} does not follow {root.version}")
    return new.signed
