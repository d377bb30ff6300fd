"""Write the type declarations of every module of the workspace: folder `dts` of each package.

They come from the JSDoc types, by tsc. They are no part of a checkout, but of every wheel; `oro types`
reads them where it finds them.

    python scripts/declare_js.py
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import build_js

ROOT = build_js.ROOT
DECLARATIONS = "dts"
_RELATIVE = re.compile(r"""(?<=["'])\.\.?/[^"']+(?=["'])""")


def packages() -> Iterator[tuple[Path, Path]]:
    """Yield the JavaScript folder and the package of each distribution that has one."""
    yield build_js.SOURCE, ROOT / "oro_framework"
    for folder in sorted(ROOT.glob("plugins/*/oro_*/js")):
        yield folder, folder.parent


def declare() -> None:
    """Write the declarations of every package anew.

    Raises:
        RuntimeError: npm is not there.
        subprocess.CalledProcessError: tsc found an error; nothing changed.
    """
    build_js.bundle()
    build_js.install_node_modules()
    with tempfile.TemporaryDirectory(prefix="oro-dts-") as name:
        made = Path(name)
        command = ["npx", "--no-install", "tsc", "-p", "tsconfig.types.json", "--outDir", name]
        subprocess.run(command, cwd=build_js.API, check=True)
        for source, package in packages():
            _take(made / source.relative_to(ROOT), source, package / DECLARATIONS)


def _take(made: Path, source: Path, target: Path) -> None:
    """Put declarations where the names of their modules say, out of the rooms of js-api."""
    shutil.rmtree(target, ignore_errors=True)
    rooms = json.loads((source / "rooms.json").read_text("utf-8")) if source == build_js.SOURCE else {}
    for folder in (made, source):  # the second has those that people wrote: globals, bundled packages
        for path in folder.rglob("*.d.ts"):
            place = path.relative_to(folder).as_posix()
            copy = target / _name(place, rooms)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(_with_names(path.read_text("utf-8"), place, rooms), "utf-8")


def _name(place: str, rooms: Mapping[str, str]) -> str:
    """Return the name of what stands at a path such as `node/buffer.js`."""
    room, _, rest = place.partition("/")
    return f"{rooms[room]}{rest}" if room in rooms else place


def _with_names(text: str, place: str, rooms: Mapping[str, str]) -> str:
    """Return a declaration whose relative imports lead to names instead of places."""
    here = posixpath.dirname(place)
    start = posixpath.dirname(_name(place, rooms)) or "."

    def renamed(match: re.Match[str]) -> str:
        path = posixpath.relpath(_name(posixpath.normpath(posixpath.join(here, match[0])), rooms), start)
        return path if path.startswith(".") else f"./{path}"

    return _RELATIVE.sub(renamed, text) if rooms else text


if __name__ == "__main__":
    try:
        declare()
    except (RuntimeError, subprocess.CalledProcessError) as error:
        sys.exit(f"declare_js: {error}")
