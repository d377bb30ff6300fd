"""Scripts that each hold many JavaScript modules, served for as long as they are up to date.

`js-api/vendor` makes the scripts: a build does in a release, `oro dev` and `scripts/build_js.py` do in a checkout.

Rules
1. The file `made` in a folder of scripts names the modules in them; it is as old as the beginning of its build.
2. A module it names is served as its facade, `facades/NAME.js`, which takes the module from the script.
3. In a checkout, one source newer than `made` makes the scripts of its folder stale: an error is logged, and the
   modules are served as they are.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from oro_framework.types import Module

__all__ = ("SCRIPTS", "Bundle", "bundled", "realm_script", "usable", "warn_of_changed")

FOLDER = "internal/bundle"
SCRIPTS = f"{FOLDER}/plugins/"
"""Prefix of the paths that serve the scripts of plugins; the name of the package follows."""

log = logging.getLogger("oro")


class Bundle(Struct, frozen=True):
    """The scripts of one folder of modules: the framework's, or that of a plugin's package.

    Args:
        sources: the folder of the modules.
        scripts: the folder of the scripts made from them.
        maker: the program that makes the scripts; None in an installed package, whose sources do not change.
    """

    sources: Path
    scripts: Path
    maker: Path | None

    @classmethod
    def of_framework(cls, folder: Path) -> Bundle:
        """Return the scripts of the framework's own modules."""
        maker = folder.parent / "vendor" / "core.mjs"
        return cls(folder, folder / FOLDER, maker if maker.is_file() else None)

    @classmethod
    def of_package(cls, folder: Path) -> Bundle:
        """Return the scripts of the plugin whose package has the folder `js` given."""
        maker = folder.parents[3] / "js-api" / "vendor" / "plugins.mjs" if len(folder.parents) > 3 else folder
        return cls(folder, folder.parent / "bundle", maker if maker.is_file() else None)

    def names(self) -> list[str]:
        """Return the paths of the modules that are in scripts; none when there are no scripts.

        Raises:
            OSError: the list of modules cannot be read.
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
    """Return whether the scripts of the framework's modules in this folder are up to date."""
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


def warn_of_changed(bundles: Iterable[Bundle]) -> None:
    """Log one error when modules of a checkout are newer than the scripts that hold them.

    A plugin of elsewhere need not have scripts: its modules are served as they are.
    """
    stale = [(each.sources, changed) for each in bundles if each.maker is not None and (changed := each.changed())]
    if stale:
        sources, changed = stale[0]
        log.error(
            'Pages lack Node\'s globals and require() of modules in "%s"%s: "%s" is newer than their scripts: '
            "run python scripts/build_js.py, or the app with oro dev",
            sources,
            f" and {len(stale) - 1} other folders" if stale[1:] else "",
            changed,
        )


def realm_script(
    folder: Path, origin: str, *, with_globals: bool, isolated: bool = False, mounted: bool = False
) -> str:
    """Return the classic script that pages and workers of `origin` begin with.

    Args:
        folder: of the framework's modules.
        origin: such as `oro://com.example.app`.
        with_globals: whether they find the globals of Node, loaded when touched.
        isolated: whether they are cross-origin isolated, and have a private file system.
        mounted: whether apps are mounted in the origin, to which they have WebSockets, and cookies from them.
    """
    scripts = [_called(folder, "workers", f"{origin}/oro/internal")]
    if mounted:
        scripts += [_called(folder, "web-sockets", origin), _called(folder, "page-cookies", origin)]
    if isolated:
        scripts += [_called(folder, "isolated", origin), _called(folder, "private-files", origin)]
    if with_globals:
        scripts.append(_called(folder, "node-globals", f"{origin}/oro/{FOLDER}"))
    return "\n".join(f"try {{ {script}\n}} catch (error) {{ console.error(error) }}" for script in scripts)


def _called(folder: Path, name: str, argument: str) -> str:
    function = (folder / "boot" / f"{name}.js").read_text("utf-8").strip().rstrip(";")
    return f"{function}({json.dumps(argument)});"
