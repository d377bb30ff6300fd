"""The types of a plugin's JavaScript modules: folder `dts` of its package, one file for each module of folder `js`.

A module with a `.d.ts` beside it has that one. For the others tsc makes them of the JSDoc types, where it is found: in
`node_modules` of the project or of a folder above, or among the commands of this machine. Nothing is fetched.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from oro_framework.errors import Broken
from oro_framework.typescript.modules import DECLARATIONS, FRAMEWORK, SUFFIX

__all__ = ("Declared", "declare", "modules_in")

_OPTIONS = {
    "target": "ES2022",
    "module": "ESNext",
    "moduleResolution": "bundler",
    "lib": ["ES2023", "ESNext.Disposable", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    "types": [],
    "strict": True,
    "allowJs": True,
    "checkJs": True,
    "skipLibCheck": True,
    "declaration": True,
    "emitDeclarationOnly": True,
}


class Declared(Struct, frozen=True):
    """The declarations of a package, and modules that have none."""

    written: Sequence[str]
    missing: Sequence[str]


def declare(package: Path) -> Declared:
    """Write the declarations of a package anew.

    Raises:
        Broken: tsc found an error in a module.
    """
    source, target = package / "js", package / DECLARATIONS
    modules = modules_in(source)
    by_hand = [name for name in modules if (source / f"{name}{SUFFIX}").is_file()]
    rest = [name for name in modules if name not in by_hand]
    shutil.rmtree(target, ignore_errors=True)
    for name in by_hand:
        _copy(source / f"{name}{SUFFIX}", target / f"{name}{SUFFIX}")
    compiler = _compiler(package) if rest else None
    if compiler is not None:
        _compile(compiler, source, target, rest)
    written = [name for name in modules if (target / f"{name}{SUFFIX}").is_file()]
    return Declared(written, [name for name in modules if name not in written])


def modules_in(folder: Path) -> list[str]:
    """Return the names of the modules in the folder `js` of a package; tests and installed packages are none."""
    names = (path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.js"))
    return sorted(name for name in names if not name.endswith(".test") and not _is_apart(name))


def _is_apart(name: str) -> bool:
    return any(part in ("tests", "node_modules") or part.startswith(".") for part in name.split("/"))


def _compile(compiler: str, source: Path, target: Path, names: Iterable[str]) -> None:
    """Let tsc make declarations of some modules."""
    paths = {"oro:*": [str(FRAMEWORK / DECLARATIONS / "*"), f"{source}/*"]}
    with tempfile.TemporaryDirectory(prefix="oro-dts-") as name:
        options = {**_OPTIONS, "paths": paths, "rootDir": str(source), "outDir": f"{name}/made"}
        files = [str(source / f"{each}.js") for each in names]
        globals_ = FRAMEWORK / DECLARATIONS / "globals.d.ts"
        files += [str(globals_)] if globals_.is_file() else []
        settings = Path(name, "tsconfig.json")
        settings.write_text(json.dumps({"compilerOptions": options, "files": files}), "utf-8")
        done = subprocess.run([compiler, "-p", str(settings)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Broken(f"Cannot make types of {source}: tsc says\n\n{done.stdout.strip()}\n")
        for each in names:
            _copy(Path(name, "made", f"{each}{SUFFIX}"), target / f"{each}{SUFFIX}")


def _compiler(package: Path) -> str | None:
    found = (folder / "node_modules" / ".bin" / "tsc" for folder in package.parents)
    return next((str(path) for path in found if path.is_file()), None) or shutil.which("tsc")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
