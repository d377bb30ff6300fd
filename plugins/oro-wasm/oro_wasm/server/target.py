"""The target of `oro wasm run`: a project, a module, or the folder of a built site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from oro_wasm.server.errors import NothingToShow

__all__ = ("INDEX", "Target", "TargetKind", "detect")

TargetKind = Literal["project", "module", "site"]
INDEX = "index.html"


class Target(Struct, frozen=True, kw_only=True):
    """A project, a module or a site."""

    path: Path
    """Of the folder or file, absolute and without links."""
    kind: TargetKind
    language: str = ""
    """Of a project."""

    @property
    def folder(self) -> Path:
        """The folder that is watched."""
        return self.path if self.path.is_dir() else self.path.parent

    @property
    def name(self) -> str:
        """The title of the page."""
        return self.path.name or str(self.path)


def detect(path: Path, language_of: Callable[[Path], str]) -> Target:
    """Return what a path is: a module by its name, a project where a language handles it, else a site or one module.

    Args:
        path: of a file or folder.
        language_of: returns the name of the language that builds a project, empty where there is none.

    Raises:
        NothingToShow: there is no such file, or it is none of these.
    """
    real = path.absolute()
    if not real.exists():
        raise NothingToShow(path, "there is no such file or folder", "`oro wasm init NAME` makes a project")
    real = real.resolve()
    if real.is_file() and real.suffix == ".wasm":
        return Target(path=real, kind="module")
    if language := language_of(real):
        return Target(path=real, kind="project", language=language)
    if real.is_file():
        raise NothingToShow(path, "no language builds such a file", "`oro wasm plugin list` shows the languages")
    if (real / INDEX).is_file():
        return Target(path=real, kind="site")
    return _only_module(path, real)


def _only_module(path: Path, real: Path) -> Target:
    """Return the module of a folder that holds one, besides files no language builds."""
    found = sorted(each for each in real.iterdir() if each.suffix == ".wasm" and each.is_file())
    if len(found) == 1:
        return Target(path=found[0], kind="module")
    if found:
        names = ", ".join(each.name for each in found[:5])
        raise NothingToShow(path, f"it has {len(found)} modules ({names})", "name one of them")
    raise NothingToShow(
        path, "no language builds it, and it has no index.html and no .wasm file", "`oro wasm plugin list` shows why"
    )
