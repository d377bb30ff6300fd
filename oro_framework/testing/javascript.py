"""A pytest plugin that runs `*.test.js` inside real webviews and reports each `test(…)` as a test.

Name it in a `conftest.py`: `pytest_plugins = ["oro_framework.testing.javascript"]`. The engines are those
of the environment variable `ORO_TEST_ENGINES` (such as `gtk,qt`), or every one that works here. A file is
run once per engine, by `oro run --test`, as the only page of an app; `oro.toml` and `app.py` beside the file, if they
are there, are that app's.

Each file has an app of its own. With `oro_shared_apps = true` in pytest's configuration the files of a folder share
one, which saves its start: they run one after another, each in a first window of its own. A file that begins with the
comment `// An app of its own` still has one, which it needs when it changes what lasts longer than a window.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from oro_framework.testing.engines import Engines, engines
from oro_framework.testing.tap import TapReport, parse_tap

__all__ = ("oro_engines", "pytest_addoption", "pytest_collect_file", "pytest_configure", "pytest_unconfigure")

_TEST = re.compile(r"""^\s*test(?:\.only)?\(\s*(?P<quote>['"`])(?P<name>.*?)(?P=quote)""", re.MULTILINE)
_ALONE = re.compile(r"^// An app of its own\b", re.MULTILINE)
_PAGE = "<!doctype html><meta charset=utf-8><title>test</title>"
_KEY = pytest.StashKey[Engines]()
_RUNS = pytest.StashKey["dict[tuple[Path, str], _Run]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addini("oro_shared_apps", "have the *.test.js files of a folder share one app", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the engines; none is started yet."""
    config.stash[_KEY] = Engines()
    config.stash[_RUNS] = {}


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
        text = self.path.read_text("utf-8")
        names = [match["name"] for match in _TEST.finditer(text)]
        shares = self.config.getini("oro_shared_apps") and not _ALONE.search(text)
        for engine in engines():
            made = _Run(self.path.parent, engine)
            run = self.config.stash[_RUNS].setdefault((self.path.parent, engine), made) if shares else made
            for name in (*names, ""):
                shown = f"{name or 'every test ran'} [{engine}]"
                yield _Item.from_parent(self, name=shown, run=run, test=name, expected=names)


class _Run:
    """The files of one folder that share an app, in one engine; run when the first of their tests is."""

    def __init__(self, folder: Path, engine: str) -> None:
        self._folder = folder
        self._engine = engine
        self.outputs: Mapping[Path, str] = {}

    def report(self, item: _Item) -> TapReport:
        """Return what a test's file reported."""
        if item.path not in self.outputs:
            chosen = {each.path for each in item.session.items if isinstance(each, _Item) and each.run is self}
            self.outputs = self._run(item.config, sorted(chosen))
        return parse_tap(self.outputs[item.path].splitlines())

    def _run(self, config: pytest.Config, files: Sequence[Path]) -> Mapping[Path, str]:
        with tempfile.TemporaryDirectory(prefix="oro-js-") as folder:
            beside = self._folder / "oro.toml"
            settings = (
                beside.read_text("utf-8") if beside.is_file() else '[meta]\nbundle_identifier = "org.example.js"\n'
            )
            Path(folder, "oro.toml").write_text(settings, "utf-8")
            Path(folder, "index.html").write_text(_PAGE, "utf-8")
            if (python := self._folder / "app.py").is_file():
                Path(folder, "app.py").symlink_to(python.resolve())
            return config.stash[_KEY].run_tests(self._engine, Path(folder), files)


class _Item(pytest.Item):
    """One `test(…)` in one engine, or the check that every one ran."""

    def __init__(self, *, run: _Run, test: str, expected: list[str], **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.run = run
        self._test = test
        self._expected = expected
        self.add_marker("webview")

    def runtest(self) -> None:
        report = self.run.report(self)
        if not self._test:
            self._check_complete(report)
            return
        found = report.tests.get(self._test)
        if found is None and report.plan == 0:
            pytest.skip("every test of the file is left out there")
        if found is None:
            raise _Failed(f'"{self._test}" did not run; the page wrote:\n{self.run.outputs[self.path]}')
        if found.failures:
            raise _Failed("\n".join(found.failures))
        if not found.passed:
            raise _Failed(f'"{self._test}" asserted nothing')

    def _check_complete(self, report: TapReport) -> None:
        if report.plan != report.count or (not report.count and report.tests):
            raise _Failed(
                f"{report.count} assertions, {report.plan} announced; the page wrote:\n{self.run.outputs[self.path]}"
            )
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
