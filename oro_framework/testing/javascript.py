"""A pytest plugin that runs `*.test.js` inside real webviews and reports each `test(…)` as a test.

Name it in a `conftest.py`: `pytest_plugins = ["oro_framework.testing.javascript"]`. The engines are those
of the environment variable `ORO_TEST_ENGINES` (such as `gtk,qt`), or every one that works here. A file is
run once per engine, by `oro run --test`, as the only page of an app of its own; `oro.toml` and `app.py` beside
the file, if they are there, are that app's.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from oro_framework.testing.engines import Engines, engines
from oro_framework.testing.tap import TapReport, parse_tap

__all__ = ("oro_engines", "pytest_collect_file", "pytest_configure", "pytest_unconfigure")

_TEST = re.compile(r"""^\s*test(?:\.only)?\(\s*(?P<quote>['"`])(?P<name>.*?)(?P=quote)""", re.MULTILINE)
_PAGE = "<!doctype html><meta charset=utf-8><title>test</title>"
_KEY = pytest.StashKey[Engines]()


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the engines; none is started yet."""
    config.stash[_KEY] = Engines()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the display, if one was made."""
    config.stash[_KEY].close()


@pytest.fixture(scope="session")
def oro_engines(request: pytest.FixtureRequest) -> Engines:
    """Give the engines of this run, to run apps in."""
    return request.config.stash[_KEY]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect `*.test.js`."""
    if file_path.name.endswith(".test.js") and "node_modules" not in file_path.parts:
        return _File.from_parent(parent, path=file_path)
    return None


class _File(pytest.File):
    """One file of tests, in every engine."""

    def collect(self) -> Iterable[_Item]:
        names = [match["name"] for match in _TEST.finditer(self.path.read_text("utf-8"))]
        for engine in engines():
            run = _Run(self.path, engine)
            for name in (*names, ""):
                shown = f"{name or 'every test ran'} [{engine}]"
                yield _Item.from_parent(self, name=shown, run=run, test=name, expected=names)


class _Run:
    """One file in one engine; run when its first test is asked for."""

    def __init__(self, path: Path, engine: str) -> None:
        self._path = path
        self._engine = engine
        self._report: TapReport | None = None
        self.output = ""

    def report(self, config: pytest.Config) -> TapReport:
        if self._report is None:
            self._report = parse_tap(self._lines(config))
        return self._report

    def _lines(self, config: pytest.Config) -> Iterator[str]:
        with tempfile.TemporaryDirectory(prefix="oro-js-") as folder:
            beside = self._path.parent / "oro.toml"
            settings = (
                beside.read_text("utf-8") if beside.is_file() else '[meta]\nbundle_identifier = "org.example.js"\n'
            )
            Path(folder, "oro.toml").write_text(settings, "utf-8")
            Path(folder, "index.html").write_text(_PAGE, "utf-8")
            if (python := self._path.parent / "app.py").is_file():
                Path(folder, "app.py").symlink_to(python.resolve())
            _, self.output = config.stash[_KEY].run(self._engine, Path(folder), "--test", str(self._path))
        yield from self.output.splitlines()


class _Item(pytest.Item):
    """One `test(…)` in one engine, or the check that every one ran."""

    def __init__(self, *, run: _Run, test: str, expected: list[str], **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self._run = run
        self._test = test
        self._expected = expected
        self.add_marker("webview")

    def runtest(self) -> None:
        report = self._run.report(self.config)
        if not self._test:
            self._check_complete(report)
            return
        found = report.tests.get(self._test)
        if found is None and report.plan == 0:
            pytest.skip("every test of the file is left out there")
        if found is None:
            raise _Failed(f'"{self._test}" did not run; the page wrote:\n{self._run.output}')
        if found.failures:
            raise _Failed("\n".join(found.failures))
        if not found.passed:
            raise _Failed(f'"{self._test}" asserted nothing')

    def _check_complete(self, report: TapReport) -> None:
        if report.plan != report.count or (not report.count and report.tests):
            raise _Failed(f"{report.count} assertions, {report.plan} announced; the page wrote:\n{self._run.output}")
        if missing := [name for name in report.tests if name not in self._expected]:
            raise _Failed(f"tests pytest did not see: {missing}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        if isinstance(excinfo.value, _Failed):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name


class _Failed(Exception):
    """A JavaScript test failed; its text is the report."""
