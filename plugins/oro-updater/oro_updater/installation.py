"""`Installation`: an app in a folder of its own, with its versions beside each other. Blocking.

    FOLDER/NAME               the launcher; menus and desktops start it
    FOLDER/installed.json     what is installed here, written once
    FOLDER/state              which version starts (`State`)
    FOLDER/versions/1.2.0/    what a build made, never changed
    FOLDER/updates/           downloads, and the lock of a process that changes something

Versions are unpacked under another name and renamed when they are whole and on the disk, so that a folder named for
a version is always complete.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path

import msgspec
from msgspec import Struct

from oro_framework.atomic import TemporaryFolder, replace_file, sweep, sync_folder
from oro_framework.errors import Busy
from oro_updater.errors import NotUpdatable, UpdateFailed
from oro_updater.state import State, is_version

__all__ = ("Installation", "Installed", "locked")

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

    @classmethod
    def make(cls, folder: Path, program: Path, installed: Installed, version: str) -> Installation:
        """Lay out a version that was built, so that it can be updated.

        Args:
            folder: a folder that is empty or does not exist.
            program: the folder that a build made.
            installed: what it is.
            version: its version.

        Raises:
            UpdateFailed: the version is no name of a folder, or the program is not in the build's folder.
            OSError: the folder cannot be written.
        """
        if not is_version(version):
            raise UpdateFailed(f'Cannot lay out version "{version}": write it of digits, letters and dots')
        if not (program / _program_file(installed.program)).is_file():
            raise UpdateFailed(f'Cannot lay out "{program}": it has no program "{_program_file(installed.program)}"')
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(program, folder / VERSIONS / version, symlinks=True)
        (folder / INSTALLED).write_bytes(msgspec.json.encode(installed))
        for name, text in _launchers(installed.program):
            (folder / name).write_text(text, "utf-8")
            (folder / name).chmod(0o755)
        (folder / STATE).write_text(State(version=version).text(), "ascii")
        return cls(folder)

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

    def add(self, incoming: Path, version: str) -> None:
        """Give an unpacked folder the name of its version, once everything in it is on the disk."""
        if hasattr(os, "sync"):
            os.sync()  # one call for all files; syncing a thousand one by one takes many seconds
        os.rename(incoming, self.version_folder(version))
        sync_folder(os.fsencode(self.versions))

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
                    doomed = path.with_name(f".{path.name}.old")
                    shutil.rmtree(doomed, ignore_errors=True)
                    os.rename(path, doomed)
                    shutil.rmtree(doomed, ignore_errors=True)

    def _write(self, state: State) -> None:
        replace_file(self.folder / STATE, state.text().encode("ascii"))


_NOT_LAID_OUT = (
    "it was not installed as an app that updates itself; update it the way it was installed, such as by the system's "
    "package manager, or install the portable archive in a folder of yours"
)


@contextmanager
def in_use(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold a version's folder while it runs, or hold it alone; the kernel lets go when the process ends.

    Raises:
        OSError: it is held by others; `BlockingIOError` on Unix.
    """
    if sys.platform == "win32":  # Windows itself refuses to rename a folder from which a program runs
        yield
        return
    import fcntl

    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_NB | (fcntl.LOCK_EX if alone else fcntl.LOCK_SH))
        yield
    finally:
        os.close(fd)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, made if it is not there, until the block or the process ends.

    Raises:
        Busy: another process holds it.
        OSError: the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Busy("Cannot update: another process is updating the app already") from error
    try:
        yield
    finally:
        lock.release()


def _program_file(name: str) -> str:
    return f"{name}.exe" if sys.platform == "win32" else name


def _launchers(program: str) -> Iterator[tuple[str, str]]:
    name = "launcher.cmd" if sys.platform == "win32" else "launcher.sh"
    text = resources.files("oro_updater").joinpath(name).read_text("utf-8")
    yield f"{program}.cmd" if sys.platform == "win32" else program, text.replace("@PROGRAM@", program)
