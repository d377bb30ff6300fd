"""Any lines give a report; what a file wrote is found again under the test that wrote it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.testing.tap import parse_tap

REPORT = """TAP version 13
# adds
ok 1 sum
some page output
# fails
ok 2 first
not ok 3 second
  ---
    operator: equal
  ...
# adds
ok 4 again

1..4
# tests 4
# pass  3
# fail  1
"""


def test_a_report() -> None:
    report = parse_tap(REPORT.splitlines())
    assert list(report.tests) == ["adds", "fails"]
    assert (report.tests["adds"].passed, report.tests["fails"].passed) == (2, 1)
    assert report.tests["fails"].failures == ["not ok 3 second\n  ---\n    operator: equal\n  ..."]
    assert (report.plan, report.count) == (4, 4)


@given(st.lists(st.text()))
def test_any_lines_are_a_report(lines: list[str]) -> None:
    report = parse_tap(lines)
    assert report.count >= 0
