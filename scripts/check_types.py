"""Run mypy, strict, once over the whole workspace.

Every plugin has a package named `tests`, and mypy takes one module of a name. So each is linked below `build/types`
under a name of its own, as `oro_tls_tests` for `plugins/oro-tls/tests`; messages name the path in the plugin.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "build" / "types"
FRAMEWORK = ("oro_framework", "scripts", "tests", "benchmarks", "conftest.py")


def main() -> int:
    """Return mypy's exit status."""
    plugins = sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))
    tests = link_tests(plugins)
    folders = [*plugins, ROOT / "prebuilt" / "oro-llama"]
    packages = [str(path.relative_to(ROOT)) for folder in folders for path in folder.glob("oro_*")]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(map(str, (TESTS, *folders)))}
    command = [sys.executable, "-m", "mypy", *FRAMEWORK, *packages, *tests]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    print(with_real_paths(done.stdout, tests), end="", flush=True)
    return done.returncode


def link_tests(plugins: Iterable[Path]) -> Mapping[str, str]:
    """Link the tests of each plugin that has some in Python; return the folder behind each link, both from the root."""
    shutil.rmtree(TESTS, ignore_errors=True)
    TESTS.mkdir(parents=True)
    folders = {}
    for plugin in plugins:
        tests = plugin / "tests"
        if next(tests.rglob("*.py"), None) is None:
            continue
        link = TESTS / f"{plugin.name.replace('-', '_')}_tests"
        link.symlink_to(tests, target_is_directory=True)
        folders[str(link.relative_to(ROOT))] = str(tests.relative_to(ROOT))
    return folders


def with_real_paths(text: str, folders: Mapping[str, str]) -> str:
    """Return what mypy said, with the folder behind each link in its place."""
    for link, tests in folders.items():
        text = text.replace(f"{link}{os.sep}", f"{tests}{os.sep}")
    return text


if __name__ == "__main__":
    sys.exit(main())
