"""`Installation`: an app in a folder of its own, with its versions beside each other. Blocking.

    FOLDER/NAME               the launcher; menus and desktops start it
    FOLDER/installed.json     what is installed here, written once
    FOLDER/state              which version starts (`State`)
    FOLDER/versions/1.2.0/    what a build made, never changed
    FOLDER/updates/           downloads, and the lock of a process that changes something
    FOLDER/updates/unpacked   the version that was unpacked last, and the SHA-256 of its manifest

Versions are unpacked under another name and renamed when they are whole and on the disk, so that a folder named for
a version is always complete. An author may withdraw a version and publish another under its name: which of them a
folder is, is said by `updates/unpacked`, which is written after the folder has its name and removed before it loses it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from oro_framework.atomic import TemporaryFolder, replace_file, sweep, sync_folder
from oro_framework.errors import Busy
from oro_updater.errors import NotUpdatable, UpdateFailed
from oro_updater.locks import in_use
from oro_updater.state import State, is_version

__all__ = ("INSTALLED", "STATE", "VERSIONS", "Installation", "Installed")

VERSIONS = "versions"
STATE = "state"
INSTALLED = "installed.json"


class Installed(Struct, frozen=True, kw_only=True):
    """The facts of what is installed in a folder."""

    app: str
    """The bundle identifier."""
    program: str
    """The name of the launcher and of the program of each version."""
    platform: str
    """Versions for another platform are not offered."""


class Installation:
    """See the module.

    Args:
        folder: the one with the launcher.

    Raises:
        NotUpdatable: nothing that updates itself is installed there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.versions = folder / VERSIONS
        self.updates = folder / "updates"
        self._unpacked = self.updates / "unpacked"
        try:
            self.installed = msgspec.json.decode((folder / INSTALLED).read_bytes(), type=Installed)
        except (OSError, msgspec.MsgspecError) as error:
            raise NotUpdatable(f'Cannot update "{folder}": {_NOT_LAID_OUT}') from error

    @classmethod
    def of_program(cls, program: Path) -> Installation:
        """Return the installation that a program of a version belongs to.

        Raises:
            NotUpdatable: it belongs to none; the message says what to do.
        """
        version = program.parent
        if version.parent.name != VERSIONS or not (version.parent.parent / STATE).is_file():
            raise NotUpdatable(f'Cannot update "{program}": {_NOT_LAID_OUT}')
        return cls(version.parent.parent)

    @property
    def launcher(self) -> Path:
        """The program that menus start."""
        return self.folder / (f"{self.installed.program}.cmd" if sys.platform == "win32" else self.installed.program)

    @property
    def state(self) -> State:
        """The present state.

        Raises:
            NotUpdatable: its file is damaged.
        """
        path = self.folder / STATE
        try:
            return State.parse(path.read_text("ascii"))
        except (OSError, ValueError) as error:
            raise NotUpdatable(f'Cannot update: "{path}" cannot be read ({error}); install the app again') from error

    def check_writable(self) -> None:
        """Raise `NotUpdatable` unless the user this runs as may change the installation."""
        if not all(os.access(path, os.W_OK | os.X_OK) for path in (self.folder, self.versions)):
            raise NotUpdatable(f'Cannot update "{self.folder}": it belongs to another user, who can update it')

    def version_folder(self, version: str) -> Path:
        """Return the folder of a version, which is there when the version is complete.

        Raises:
            NotUpdatable: the version is no name of a folder.
        """
        if not is_version(version):
            raise NotUpdatable(f'Cannot update "{self.folder}": "{version[:100]}" is no version')
        return self.versions / version

    def has(self, version: str) -> bool:
        """Return whether a version is here, complete."""
        return is_version(version) and (self.versions / version).is_dir()

    def holds(self, version: str, manifest: str) -> bool:
        """Return whether a version is here with that manifest, or has reached its first page and so is kept.

        Args:
            version: its name.
            manifest: the SHA-256 of the manifest.
        """
        if not self.has(version):
            return False
        state = self.state
        return (state.version, state.left) == (version, None) or self._last_unpacked() == [version, manifest]

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Give an empty folder for a version that is being unpacked; what is left in it at the end is removed."""
        sweep(self.versions)
        temporary = TemporaryFolder(self.versions, "incoming")
        try:
            inner = temporary.path / "version"
            inner.mkdir(0o755)
            yield inner
        finally:
            temporary.remove()

    def add(self, incoming: Path, version: str, manifest: str) -> None:
        """Give an unpacked folder the name of its version, once everything in it is on the disk.

        Another folder of that name, such as that of a version that was withdrawn, is removed first; if it was to start
        next, the previous version is.

        Args:
            incoming: the folder.
            version: its version.
            manifest: the SHA-256 of its manifest.

        Raises:
            Busy: the other folder's program runs.
            UpdateFailed: the other folder's version is the only one here.
        """
        if hasattr(os, "sync"):
            os.sync()  # one call for all files; syncing a thousand one by one takes many seconds
        self._unpacked.unlink(missing_ok=True)
        if self.has(version):
            self._withdraw(version)
        os.rename(incoming, self.version_folder(version))
        sync_folder(os.fsencode(self.versions))
        self.updates.mkdir(exist_ok=True)
        replace_file(self._unpacked, f"{version} {manifest}\n".encode("ascii"))

    def switch(self, version: str) -> None:
        """Have another version start next; the launcher watches its first starts."""
        self._write(self.state.switched(version))

    def confirm(self, version: str) -> bool:
        """Note that a version has reached its first page; return False where nothing was to be noted."""
        state = self.state
        if state.version != version or state.left is None:
            return False
        self._write(state.confirmed())
        return True

    def roll_back(self) -> str:
        """Have the previous version start next, and return it.

        Raises:
            UpdateFailed: there is none.
        """
        state = self.state
        if not state.previous or not self.has(state.previous):
            raise UpdateFailed("Cannot go back: no previous version is kept here")
        self._write(state.rolled_back())
        return state.previous

    def prune(self, keep: frozenset[str]) -> None:
        """Remove versions that are neither current nor previous, nor run, nor are to be kept, and unfinished ones."""
        sweep(self.versions)
        state = self.state
        for path in self.versions.iterdir():
            if path.name not in {state.version, state.previous, *keep} and is_version(path.name):
                with suppress(OSError), in_use(path, alone=True):
                    self._remove(path)

    def _withdraw(self, version: str) -> None:
        state, path = self.state, self.version_folder(version)
        if state.version == version and not state.previous:
            raise UpdateFailed(f"Cannot update: version {version} was published anew, and is the only one here")
        try:
            with in_use(path, alone=True):
                if state.version == version:
                    self._write(state.withdrawn())
                self._remove(path)
        except BlockingIOError as error:
            raise Busy(
                f"Cannot update: version {version} was published anew, and the earlier one runs; end it first"
            ) from error

    def _remove(self, path: Path) -> None:
        """Remove a version's folder, which at no time is half there under its name."""
        doomed = TemporaryFolder(self.versions, "old")
        try:
            os.rename(path, doomed.path / path.name)
        finally:
            doomed.remove()

    def _last_unpacked(self) -> list[str]:
        try:
            return self._unpacked.read_text("ascii").split()
        except (OSError, ValueError):
            return []

    def _write(self, state: State) -> None:
        replace_file(self.folder / STATE, state.text().encode("ascii"))


_NOT_LAID_OUT = (
    "it was not installed as an app that updates itself; update it the way it was installed, such as by the system's "
    "package manager, or install the portable archive in a folder of yours"
)
