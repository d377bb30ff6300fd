"""Run the suite in another release, with its own Python, Node and WebKitGTK: `make test-on debian13`.

The checkout is copied into the release as it is, changes that are not committed included. What is installed there stays
in `build/test-on/RELEASE`, beside the results, so that the next run begins where this one was.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from chroots import root_of, say
from releases import RELEASES
from roots import RootError

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build" / "test-on"
INSIDE = "/root/oro-framework"
PACKAGES = ("git", "make", "procps", "python3", "python3-venv")
HANDED_ON = ("CI", "ORO_TEST_JOBS", "ORO_TEST_LARGE_MODELS")


def main(arguments: Sequence[str]) -> int:
    """Return the status of the tests."""
    if not arguments or arguments[0] not in RELEASES:
        say(f"name a release: make test-on {' | '.join(RELEASES)}")
        return 2
    name, *chosen = arguments
    results = RESULTS / name
    results.mkdir(parents=True, exist_ok=True)
    copy_checkout(results / "upper" / INSIDE.lstrip("/"))
    environment = {
        "PYTEST_ADDOPTS": "--junitxml=/results/junit.xml",
        **{variable: os.environ[variable] for variable in HANDED_ON if variable in os.environ},
    }
    try:
        root = root_of(RELEASES[name], PACKAGES)
        mounts = {_folder(results / "results"): "/results"}
        status = replace(root, keep=results, mounts=mounts, folder=INSIDE).run(
            ["sh", "-c", command(chosen, os.environ.get("ORO_TEST_SETUP", "peers")), "sh", *chosen], environment
        )
    except RootError as error:
        say(str(error))
        return 1
    say(f"{name} ended with {status}; {results.relative_to(ROOT)}/results/junit.xml has each test's result")
    return status


def command(chosen: Sequence[str], target: str = "peers") -> str:
    """Return what does as `make test`, or, where tests were chosen, installs for that by a target and runs those."""
    run = f'make {target} && exec .venv/bin/python scripts/run_tests.py "$@"' if chosen else "exec make test"
    return f"git init --quiet && git add . && {run}"  # some tests ask git which files there are


def copy_checkout(target: Path) -> None:
    """Copy each file of the checkout that changed since it was last copied, and remove those that went."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    present = {name for name in names if name and (ROOT / name).is_file()}
    record = target.parent / "copied-files"
    for gone in set(record.read_text().split("\0") if record.exists() else ()) - present:
        (target / gone).unlink(missing_ok=True)
    for name in sorted(present):
        _copy(ROOT / name, target / name)
    record.write_text("\0".join(sorted(present)))


def _copy(source: Path, target: Path) -> None:
    is_same = target.exists() and target.stat().st_mtime_ns == source.stat().st_mtime_ns
    if not is_same or target.stat().st_size != source.stat().st_size:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _folder(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
