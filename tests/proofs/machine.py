"""A machine of Debian's own: a root in which programs see neither this checkout nor its Python."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from roots import Root

__all__ = ("Machine",)

PATIENCE = 1800
SOCKETS = Path("/tmp/.X11-unix")
"""The folder by which programs find a display."""


@dataclass(frozen=True)
class Machine:
    """A root that keeps what is written in it, and whose commands reach loopback alone.

    Attributes:
        root: the root.
    """

    root: Root

    def above(self, folder: Path) -> Machine:
        """Return a machine that begins as this one is now, with nothing in a folder, where it keeps its changes."""
        shutil.rmtree(folder, ignore_errors=True)
        return Machine(self.root.above(folder))

    def online(self) -> Machine:
        """Return this machine with a network, and with pip and npm set up for it."""
        return Machine(replace(self.root, network=True, carries=True))

    @contextmanager
    def begin(self, *command: str, variables: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
        """Start a program in it, to which displays of this machine are open; what it says on both ways comes as one."""
        SOCKETS.mkdir(mode=0o1777, exist_ok=True)
        root = replace(self.root, mounts={SOCKETS: str(SOCKETS)})
        with root.begin(command, variables, piped=True) as process:
            yield process

    def ended(self, *command: str, variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program in it to its end, whatever that is."""
        with self.begin(*command, variables=variables) as process:
            said, _ = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(command, process.returncode, said)

    def run(self, *command: str, variables: Mapping[str, str] | None = None) -> str:
        """Run a program in it to its end, and return what it said.

        Raises:
            AssertionError: it failed; has what it said.
        """
        done = self.ended(*command, variables=variables)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
        return done.stdout

    def install(self, *packages: str) -> None:
        """Install packages of Debian, and nothing that they merely recommend."""
        online = self.online()
        online.run("apt-get", "update")
        online.run("apt-get", "install", "--yes", "--no-install-recommends", *packages)

    def take(self, path: Path, place: str) -> Path:
        """Copy a file or a folder into it, and return the copy."""
        target = self.path(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, target, symlinks=True, dirs_exist_ok=True)
        else:
            shutil.copy2(path, target)
        return target

    def path(self, place: str) -> Path:
        """Return where a file that was written in it lies on this machine."""
        return self.root.upper / place.lstrip("/")

    def files(self) -> set[str]:
        """Return the paths of all its files and folders."""
        return set(self.run("find", "/", "-xdev").splitlines())
