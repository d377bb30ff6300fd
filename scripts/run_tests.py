"""Run the tests side by side; in CI, run once more and alone what failed, and name what then passes as unsteady.

Arguments go to pytest. `ORO_TEST_JOBS` says how many processes run tests at once.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FAILED = Path(".pytest_cache") / "v" / "cache" / "lastfailed"
"""The file in which pytest keeps the names of the tests that failed in its last run here."""
SOME_FAILED = 1
"""Pytest's exit status for a run that went to its end, in which tests failed."""
MOST_JOBS = 4
MOST_AGAIN = 100
"""More failed tests than this are no accident, and are not run again."""


def main(arguments: Sequence[str]) -> int:
    """Return pytest's status: 0 as well when every test that failed passes alone, in CI."""
    FAILED.unlink(missing_ok=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it puts in the background ignore it
    status = pytest("-n", str(jobs()), "--dist", "loadfile", "--max-worker-restart", "0", *arguments)
    if status != SOME_FAILED or not os.environ.get("CI"):
        return status
    failed = names_in(FAILED)
    if not 0 < len(failed) <= MOST_AGAIN:
        return status
    print(f"\n{len(failed)} failed; each runs once more, and nothing beside it", flush=True)
    status = pytest("--last-failed", "--last-failed-no-failures", "none", *arguments)
    for name in failed if status == 0 else ():
        print(f"unsteady: {name} failed among the others and passed alone; find its cause", flush=True)
    return status


def jobs() -> int:
    """Return how many processes run tests at once: one more than processors, for most wait for an engine."""
    return int(os.environ.get("ORO_TEST_JOBS") or min(MOST_JOBS, (os.cpu_count() or 1) + 1))


def pytest(*arguments: str) -> int:
    """Run pytest and return its exit status."""
    # Many images of machines set this; each of the thousand programs that tests start would compile all it imports.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def names_in(cache: Path) -> Sequence[str]:
    """Return the names of the tests a cache file of pytest's holds, in order; none when there is no such file."""
    return sorted(json.loads(cache.read_text())) if cache.exists() else ()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
