"""Reads TAP version 13, as `oro:test` writes it. Sans-IO.

A comment `# NAME` before the first assertion of a test names it; assertions up to the next such line are
its own. Lines of YAML below a `not ok` are its diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ("TapReport", "TapTest", "parse_tap")

SUMMARY = ("# tests ", "# pass ", "# fail ", "# ok")


@dataclass(slots=True)
class TapTest:
    """One test of a file, with its assertions and failures."""

    name: str
    passed: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TapReport:
    """The report of a file."""

    tests: dict[str, TapTest] = field(default_factory=dict)
    plan: int | None = None
    """The number of assertions announced at the end; None when the end is missing."""

    @property
    def count(self) -> int:
        return sum(test.passed + len(test.failures) for test in self.tests.values())


def parse_tap(lines: Iterable[str]) -> TapReport:
    """Read a report; lines that are not TAP are skipped."""
    report, current, diagnosis = TapReport(), TapTest(""), False
    for line in lines:
        if line.startswith("  ") and diagnosis:
            current.failures[-1] += "\n" + line
            continue
        diagnosis = False
        if line.startswith("# ") and not line.startswith(SUMMARY):
            current = report.tests.setdefault(line[2:], TapTest(line[2:]))
        elif line.startswith("ok "):
            report.tests.setdefault(current.name, current).passed += 1
        elif line.startswith("not ok "):
            report.tests.setdefault(current.name, current).failures.append(line)
            diagnosis = True
        elif line.startswith("1..") and line[3:].isdigit():
            report.plan = int(line[3:])
    return report
