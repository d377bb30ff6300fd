"""A pytest plugin: gives each process of pytest-xdist whole units of tests, those that take longest first.

A unit is a file, or the `*.test.js` of one folder in one engine, which share a running app. A long unit that began last
would leave the other processes idle until it ends.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

import pytest
from xdist.scheduler import LoadFileScheduling

__all__ = ("Units", "seconds", "unit_of")

LONG = {
    "tests/npm/test_npm.py": 150,
    "tests/node/test_scenarios.py": 120,
    "tests/isolation/test_isolation.py": 120,
    "plugins/oro-sw/tests/browser/test_transcripts.py": 100,
    "plugins/oro-wasm/tests/builds/test_c_projects.py": 60,
    "tests/host/test_soak.py": 60,
    "tests/host/backends/test_gtk_process.py": 60,
    "tests/host/backends/test_tls_pins.py": 40,
    "tests/host/backends/test_capabilities.py": 40,
}
"""Seconds that units take of which their number of tests tells too little, on a machine of two processors."""
PAGE_SECONDS = 0.3
TEST_SECONDS = 0.05
"""Seconds of a test in a page, and of another."""


class Units(LoadFileScheduling):  # type: ignore[misc]
    """Hands out units of tests."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        super().__init__(config, log)
        self.workqueue = _LongestFirst()

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


class _LongestFirst(OrderedDict[str, dict[str, bool]]):
    def popitem(self, last: bool = True) -> tuple[str, dict[str, bool]]:
        unit = max(self, key=lambda name: seconds(name, self[name]))
        return unit, self.pop(unit)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Units | None:
    """Schedule units where whole files are asked for, as `run_tests.py` does."""
    return Units(config, log) if config.getoption("dist") == "loadfile" else None


def unit_of(test: str) -> str:
    """Return the unit of a test: its file, or for a test in JavaScript its folder and engine."""
    file, _, name = test.partition("::")
    if not file.endswith(".test.js"):
        return file
    return f"{file.rpartition('/')[0]} [{name.rpartition('[')[2]}"


def seconds(unit: str, tests: Mapping[str, bool]) -> float:
    """Return about how long a unit takes."""
    return LONG.get(unit, len(tests) * (PAGE_SECONDS if unit.endswith("]") else TEST_SECONDS))
