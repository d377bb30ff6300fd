"""Put js-api where Python finds it: `oro_framework/js`.

A checkout gets a link to `js-api/src`, so an edit shows at the next reload. A wheel gets a copy. The npm
packages behind some modules are bundled into `js-api/src/internal/vendor` first, unless the bundle there is
of these very packages; then many modules are put into few scripts, `js-api/src/internal/bundle` and the folder
`bundle` of every plugin's package.

    python scripts/build_js.py              bundle and link, for a checkout
    python scripts/build_js.py --stage DIR  bundle and copy, for a wheel
    python scripts/build_js.py --check      tsc, strict, over every module; then the tests that need no engine
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
API = ROOT / "js-api"
REFERENCE = API / "reference"
"""Writes the reference of modules, with a TypeScript of its own: the one of js-api has no interface for programs."""
SOURCE = API / "src"
TARGET = ROOT / "oro_framework" / "js"
PARTS = API / "vendor"
BUNDLE = SOURCE / "internal" / "vendor"
STAMP = BUNDLE / ".made-of"
NOT_SHIPPED = shutil.ignore_patterns(".made-of", "*.d.ts", "*.test.js", "*.test.ts", "tests", "node_modules")


def link() -> None:
    """Make `oro_framework/js` a link to `js-api/src`, or a copy where links are not allowed."""
    if TARGET.is_symlink() and TARGET.resolve() == SOURCE.resolve():
        return
    _remove(TARGET)
    try:
        TARGET.symlink_to(Path("..", "js-api", "src"), target_is_directory=True)
    except OSError:
        shutil.copytree(SOURCE, TARGET, ignore=NOT_SHIPPED)


def bundle() -> None:
    """Bundle the npm packages behind the modules, unless that is done.

    Raises:
        RuntimeError: npm is not there.
        subprocess.CalledProcessError: npm or the bundler failed; nothing counts as bundled.
    """
    key = fingerprint()
    has_packages = STAMP.exists() and STAMP.read_text() == key
    if has_packages and is_together():
        return
    if shutil.which("npm") is None:
        raise RuntimeError("Cannot bundle the npm packages of js-api: npm is not here")
    install_node_modules()
    subprocess.run(["npm", "run", "--silent", "together" if has_packages else "build"], cwd=API, check=True)
    STAMP.write_text(key)


def is_together() -> bool:
    """Return whether the scripts that hold many modules are as new as those (see `resources.bundle`)."""
    made = {SOURCE: SOURCE / "internal" / "bundle" / "made"}
    made |= {folder: folder.parent / "bundle" / "made" for folder in ROOT.glob("plugins/*/oro_*/js")}
    return all(_is_newer(path, folder) for folder, path in made.items())


def _is_newer(made: Path, folder: Path) -> bool:
    try:
        age = made.stat().st_mtime_ns
        return all((folder / name).stat().st_mtime_ns <= age for name in made.read_text("utf-8").split())
    except OSError:
        return False


def fingerprint() -> str:
    """Return a text that changes with anything the bundle is made of."""
    digest = hashlib.sha256((API / "package-lock.json").read_bytes())
    for path in sorted(path for path in PARTS.rglob("*") if path.is_file()):
        digest.update(path.relative_to(PARTS).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def stage(folder: Path) -> None:
    """Copy js-api into `folder`.

    Raises:
        RuntimeError: npm is not there.
        subprocess.CalledProcessError: npm or the bundler failed.
    """
    bundle()
    _remove(folder)
    shutil.copytree(SOURCE, folder, ignore=NOT_SHIPPED)


def check() -> int:
    """Type-check the modules and run the tests that need no engine; return the exit status."""
    bundle()
    install_node_modules()
    for script in ("check", "test"):
        done = subprocess.run(["npm", "run", "--silent", script], cwd=API, check=False)
        if done.returncode:
            return done.returncode
    return 0


def install_node_modules(folder: Path = API) -> None:
    """Run `npm ci` in a folder unless its node_modules is as new as its lock file."""
    done = folder / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= (folder / "package-lock.json").stat().st_mtime:
        return
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", type=Path, metavar="DIR")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        return check()
    if options.stage is not None:
        stage(options.stage)
    else:
        link()
        bundle()
    return 0


if __name__ == "__main__":
    sys.exit(main())
