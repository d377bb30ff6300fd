"""Put js-api where Python finds it: `oro_framework/js`.

A checkout gets a link to `js-api/src`, so an edit shows at the next reload and node is not needed.
A wheel gets a copy, with the `.d.ts` files that tsc writes from the JSDoc types when npm is there.

    python scripts/build_js.py              link, for a checkout
    python scripts/build_js.py --stage DIR  copy and types, for a wheel
    python scripts/build_js.py --check      tsc, strict, over every module; then the tests that need no engine
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
API = ROOT / "js-api"
SOURCE = API / "src"
TARGET = ROOT / "oro_framework" / "js"
NOT_SHIPPED = shutil.ignore_patterns("*.test.js", "*.test.ts", "tests", "node_modules")


def link() -> None:
    """Make `oro_framework/js` a link to `js-api/src`, or a copy where links are not allowed."""
    if TARGET.is_symlink() and TARGET.resolve() == SOURCE.resolve():
        return
    _remove(TARGET)
    try:
        TARGET.symlink_to(Path("..", "js-api", "src"), target_is_directory=True)
    except OSError:
        shutil.copytree(SOURCE, TARGET, ignore=NOT_SHIPPED)


def stage(folder: Path) -> None:
    """Copy js-api into `folder` and write its type declarations beside the modules."""
    _remove(folder)
    shutil.copytree(SOURCE, folder, ignore=NOT_SHIPPED)
    if shutil.which("npm") is None:
        print("build_js: npm is not here, so this wheel has no .d.ts files", file=sys.stderr)
        return
    install_node_modules()
    command = ["npx", "--no-install", "tsc", "-p", "tsconfig.types.json", "--outDir", str(folder.resolve())]
    subprocess.run(command, cwd=API, check=True)


def check() -> int:
    """Type-check the modules and run the tests that need no engine; return the exit status."""
    install_node_modules()
    for script in ("check", "test"):
        done = subprocess.run(["npm", "run", "--silent", script], cwd=API, check=False)
        if done.returncode:
            return done.returncode
    return 0


def install_node_modules() -> None:
    """Run `npm ci` unless node_modules is as new as the lock file."""
    done = API / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= (API / "package-lock.json").stat().st_mtime:
        return
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=API, check=True)


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
    return 0


if __name__ == "__main__":
    sys.exit(main())
