"""Options that the commands share, and how the passphrase is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oro_framework.commands import loaded_host
from oro_framework.errors import UsageError

if TYPE_CHECKING:
    from oro_updater.author.keyring import Keyring
    from oro_updater.author.repository import Repository

__all__ = (
    "PASSPHRASE",
    "keyring_of",
    "keys_option",
    "numbers_of",
    "opened",
    "passphrase",
    "repository_option",
)

PASSPHRASE = "ORO_KEYS_PASSPHRASE"
"""The environment variable with the passphrase of the keys, for machines that sign by themselves."""

keys_option: Callable[[Any], Any] = click.option(
    "--keys",
    "keys_folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the keys, in place of the app's in your own data folder.",
)
repository_option: Callable[[Any], Any] = click.option(
    "--repository",
    "-r",
    "repository_folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("updates"),
    show_default=True,
    help="Folder that is served.",
)


def passphrase(*, new: bool = False) -> str:
    """Return the passphrase of the environment, or ask the person for it.

    Raises:
        UsageError: there is neither the variable nor a terminal.
    """
    if said := os.environ.get(PASSPHRASE):
        return said
    if not sys.stdin.isatty():
        raise UsageError(f"Cannot ask for the passphrase of the keys: this is no terminal; set {PASSPHRASE}")
    asked: str = click.prompt("Passphrase of the keys", hide_input=True, confirmation_prompt=new, err=True)
    return asked


def keyring_of(app: str | None, folder: Path | None) -> Keyring:
    """Return the keys of an app."""
    from oro_updater.author.keyring import Keyring, default_folder

    if folder is None:
        folder = default_folder(loaded_host(app).bundle)
    made = any(folder.glob("*.pem")) if folder.is_dir() else False
    return Keyring(folder, lambda: passphrase(new=not made))


def opened(app: str | None, keys_folder: Path | None, folder: Path, days: Sequence[str] = ()) -> Repository:
    """Return a repository that is there.

    Raises:
        ReleaseError: there is none.
    """
    from oro_updater.author.repository import Repository

    repository = Repository(folder, keyring_of(app, keys_folder), numbers_of(days, "--expires"))
    repository.recover()
    _ = repository.metadata.root_path  # says what to do where there is none
    return repository


def numbers_of(texts: Sequence[str], option: str) -> Mapping[str, int]:
    """Read `role=number` as often as it is given.

    Raises:
        UsageError: one is no such text, or names no role.
    """
    from oro_updater.author.keyring import ROLES

    found: dict[str, int] = {}
    for text in texts:
        role, _, number = text.partition("=")
        if role not in ROLES or not number.isascii() or not number.isdigit() or not int(number):
            raise UsageError(f'Cannot use {option} "{text}": write it as root=2; roles are {", ".join(ROLES)}')
        found[role] = int(number)
    return found
