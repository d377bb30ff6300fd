"""`Layout`, where a container has its folders: those of its own root, or of this machine where it shares that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ("HOME", "Layout", "own_layout", "shared_layout")

HOME = "/home/user"
_PROGRAMS = ("/usr/local/bin", "/usr/bin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Paths, as programs of the container name them."""

    name: str
    """That of the working folder, as it was asked for."""
    workdir: str
    home: str
    temporary: str
    root: str = ""
    """The folder before the path of something that only containers have."""
    path: str
    """Where programs are looked for, after those of the container's packages."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Those that no program can do without."""

    def at(self, path: str) -> str:
        """Return the path of something that every container has, such as `/usr/local/bin/node` or `/tmp/a`."""
        if not self.root:
            return path
        if path == "/tmp" or path.startswith("/tmp/"):
            return self.temporary + path.removeprefix("/tmp")
        return self.root + path


def own_layout(workdir: str) -> Layout:
    """Return that of a container with a root of its own.

    Args:
        workdir: the name of its working folder.
    """
    path = ":".join((*_PROGRAMS, "/bin"))
    return Layout(name=workdir, workdir=f"/home/{workdir}", home=HOME, temporary="/tmp", path=path)


def shared_layout(folder: Path, workdir: str) -> Layout:
    """Return that of a container that shares the machine's files.

    Args:
        folder: where its files are, by its real path.
        workdir: the name of its working folder.
    """
    return Layout(
        name=workdir,
        workdir=f"{folder}/work",
        home=f"{folder}/home",
        temporary=f"{folder}/tmp",
        root=f"{folder}/root",
        path=":".join(f"{folder}/root{each}" for each in _PROGRAMS),
        # Names are asked for by connections, as there are no datagrams: those lead anywhere.
        # What git is set to on this machine is not read.
        variables={"RES_OPTIONS": "use-vc", "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1"},
    )
