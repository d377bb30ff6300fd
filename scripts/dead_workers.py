"""A pytest plugin: a run in which a process of pytest-xdist died ends at once, with a status that no failed test gives.

Its other tests did not run, so that running the failed ones again would prove too little. Without the option
`--max-worker-restart 0`, which `run_tests.py` gives, pytest-xdist 3.8 waits for ever for the files of that process.
"""

from __future__ import annotations

import pytest

_DIED = pytest.StashKey[bool]()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """Remember that a process ended by itself."""
    if error:
        node.config.stash[_DIED] = True  # type: ignore[attr-defined]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Give such a run a status of its own."""
    if session.config.stash.get(_DIED, False):
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
