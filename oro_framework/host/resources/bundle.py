"""Modules as scripts that hold many of them (js-api/vendor), served while they are up to date.

Rules
1. `made` in a folder of scripts lists the files that are in them; it is as old as the beginning of its build.
2. A module whose file is listed is served as its facade, `facades/NAME.js`.
3. In a checkout a source that is newer than `made` ends that for all modules of its folder. A start puts them
   together again; where it cannot, it says so, and modules are served as they are.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from oro_framework.types import Module

__all__ = ("SCRIPTS", "Bundle", "bundled", "put_together", "realm_script", "usable")

FOLDER = "internal/bundle"
SCRIPTS = f"{FOLDER}/plugins/"
"""What the scripts of plugins are served below; the rest of the name is that of the package."""
TRIES = 3
"""Modules may change while they are put together."""
LONGEST = 60.0
"""Seconds putting modules together may take."""

log = logging.getLogger("oro")


class Bundle(Struct, frozen=True):
    """The scripts of one folder of modules: the framework's, or that of a plugin's package.

    Args:
        sources: the folder of the modules.
        scripts: the folder of what they were made into.
        maker: the program that makes it; None where there are no sources to compare with.
    """

    sources: Path
    scripts: Path
    maker: Path | None

    @classmethod
    def of_framework(cls, folder: Path) -> Bundle:
        """Return that of the framework's own modules."""
        maker = folder.parent / "vendor" / "core.mjs"
        return cls(folder, folder / FOLDER, maker if maker.is_file() else None)

    @classmethod
    def of_package(cls, folder: Path) -> Bundle:
        """Return that of a package whose folder `js` this is."""
        maker = folder.parents[3] / "js-api" / "vendor" / "plugins.mjs" if len(folder.parents) > 3 else folder
        return cls(folder, folder.parent / "bundle", maker if maker.is_file() else None)

    def names(self) -> list[str]:
        """Return the paths of the modules that are in scripts; none when nothing was made.

        Raises:
            OSError: what was made cannot be read.
        """
        made = self.scripts / "made"
        return made.read_text("utf-8").split() if made.is_file() else []

    def changed(self) -> str:
        """Return a module that is newer than the scripts, "made" when there are none, or an empty text."""
        made = self.scripts / "made"
        if not made.is_file():
            return "made"
        if self.maker is None:
            return ""
        try:
            names, age, sources = self.names(), made.stat().st_mtime_ns, os.fspath(self.sources)
            return next((name for name in names if os.stat(f"{sources}/{name}").st_mtime_ns > age), "")
        except OSError as error:
            return Path(error.filename or "made").name


def usable(folder: Path) -> bool:
    """Return whether the scripts hold what the framework's modules in this folder say."""
    return not Bundle.of_framework(folder).changed()


def bundled(bundle: Bundle, modules: Iterable[Module]) -> Iterator[Module]:
    """Yield the modules of a folder, those that are in scripts as their facades; then a package's scripts."""
    inside = set() if bundle.changed() else {f"{bundle.sources.as_posix()}/{name}" for name in bundle.names()}
    facades = bundle.scripts / "facades"
    for module in modules:
        yield replace(module, path=facades / f"{module.name}.js") if module.path.as_posix() in inside else module
    for ending, script in (("", "script.js"), (".more", "more.js")):
        if inside and (path := bundle.scripts / script).is_file():
            yield Module(name=f"{SCRIPTS}{bundle.sources.parent.name}{ending}", path=path)


def put_together(bundle: Bundle) -> None:
    """Make the scripts of a checkout anew when a module changed; say so, and say when it cannot be done."""
    if bundle.maker is None or not (changed := bundle.changed()):
        return
    problem = _make(bundle)
    if not problem:
        log.info('Put the modules of "%s" together: "%s" is new', bundle.sources, changed)
        return
    log.error(
        'Pages lack Node\'s globals and require() of modules in "%s": "%s" is newer than their scripts, and they '
        "cannot be made (%s): run python scripts/build_js.py",
        bundle.sources,
        changed,
        problem,
    )


def _make(bundle: Bundle) -> str:
    """Run the maker; return what went wrong."""
    assert bundle.maker is not None
    if (node := shutil.which("node")) is None:
        return "node is not here"
    command = [node, str(bundle.maker), *([] if bundle.maker.name == "core.mjs" else [str(bundle.sources)])]
    lines: list[str] = []
    for _ in range(TRIES):
        try:
            done = subprocess.run(command, cwd=bundle.maker.parent, capture_output=True, text=True, timeout=LONGEST)
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        if not (changed := bundle.changed()):
            return ""
        lines = [line for line in done.stderr.splitlines() if line.strip()] or [f'"{changed}" goes on changing']
        if done.returncode:
            break
    return lines[-1]


def realm_script(folder: Path, origin: str, *, with_globals: bool) -> str:
    """Return the classic script that pages and workers of `origin` begin with.

    Args:
        folder: of the framework's modules.
        origin: such as `oro://com.example.app`.
        with_globals: whether they find the globals of Node, loaded when touched.
    """
    scripts = [_called(folder, "workers", f"{origin}/oro/internal")]
    if with_globals:
        scripts.append(_called(folder, "node-globals", f"{origin}/oro/{FOLDER}"))
    return "\n".join(f"try {{ {script}\n}} catch (error) {{ console.error(error) }}" for script in scripts)


def _called(folder: Path, name: str, argument: str) -> str:
    function = (folder / "boot" / f"{name}.js").read_text("utf-8").strip().rstrip(";")
    return f"{function}({json.dumps(argument)});"
