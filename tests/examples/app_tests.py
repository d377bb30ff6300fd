"""Running an example with a test of its page, in a real engine."""

from __future__ import annotations

from pathlib import Path

from oro_framework.testing.engines import Engines
from oro_framework.testing.tap import parse_tap

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).parent / "pages"


def run_page_test(engines: Engines, engine: str, app: Path, test: str, *arguments: str) -> None:
    """Run `pages/<test>.js` in the first window of an app; raise AssertionError unless everything in it holds."""
    code, output = engines.run(engine, app, "--test", str(PAGES / f"{test}.js"), *arguments)
    report = parse_tap(output.splitlines())
    assert report.tests, output
    for name, found in report.tests.items():
        assert found.passed, f"{name} asserted nothing\n{output}"
        assert not found.failures, f"{name}\n{output}"
    assert report.plan == report.count, output
    assert code == 0, output
