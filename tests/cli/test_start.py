"""What a start costs is what it imports: counted here, for times differ from machine to machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

LATER = {"anyio", "asyncio", "http.client", "httpx", "importlib.metadata", "rich", "sqlite3", "unittest", "xml"}
"""Dear to import, and needed by what an app does later, if at all."""

OTHERS = {
    f"oro_framework.{name}"
    for name in ("cli.dev", "cli.doctor", "cli.plugins", "host.downloads.fetch", "lookup", "testing", "typescript")
}
"""What other commands and later calls need."""

APP = """
import json
import sys

from oro_framework import hookimpl


@hookimpl
def oro_started(host):
    print(json.dumps(sorted(sys.modules)))
    host.quit()
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is imported when an app without plugins has started, in a process of its own."""
    return imports_of(tmp_path_factory.mktemp("app"), "[plugins]\nenabled = []\n")


def imports_of(folder: Path, more: str = "") -> list[str]:
    """Return what is imported when an app has started, in a process of its own.

    Args:
        folder: of the app, which is empty.
        more: of its configuration.
    """
    (folder / "app.py").write_text(APP)
    (folder / "oro.toml").write_text(
        f'[meta]\nbundle_identifier = "com.example.start"\n{more}[app]\npython = "app.py"\n'
    )
    command = [sys.executable, "-m", "oro_framework.cli", "run", str(folder), "--headless"]
    for _ in range(2):  # the first may have to look for plugins
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


def test_a_start_imports_nothing_dear_that_it_does_not_need(imported: list[str]) -> None:
    assert "trio" in imported
    assert not LATER.intersection(imported), "import them where they are used (CONTRIBUTING.md)"


def test_a_start_with_all_plugins_imports_nothing_dear_but_what_some_run_on(tmp_path: Path) -> None:
    dear = LATER.intersection(imports_of(tmp_path)) - {"anyio"}
    assert not dear, "import them where they are used; in a checkout, scripts/record_plugins.py renews old records"


def test_a_start_imports_of_the_host_what_runs_an_app(imported: list[str]) -> None:
    ours = {name for name in imported if name.partition(".")[0] == "oro_framework"}
    assert "oro_framework.host.app" in ours
    assert not ours & OTHERS, "import them where they are used"
    rooms = {name.rpartition(".")[0] for name in ours}
    assert len(ours - rooms) <= 177, (
        "more than files being parted accounts for: import what a start does not need where it is used"
    )


def test_records_of_a_start_are_made_in_c(imported: list[str]) -> None:
    script = f"""
import dataclasses, importlib, json
made = []
process = dataclasses._process_class
def counted(cls, *arguments, **options):
    made.append(cls.__module__ + "." + cls.__qualname__)
    return process(cls, *arguments, **options)
dataclasses._process_class = counted
for name in {[name for name in imported if name.startswith("oro_framework")]!r}:
    importlib.import_module(name)
print(json.dumps([name for name in made if name.startswith("oro_framework")]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == [], "a dataclass takes forty times as long as a msgspec.Struct"
