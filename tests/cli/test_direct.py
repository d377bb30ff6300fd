"""`oro NAME` imports module `command` of the package `oro_NAME`, and nothing that it could do without."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from oro_framework.cli.direct import direct_command
from oro_framework.cli.extension import add_commands
from oro_framework.cli.main import cli
from oro_framework.host.plugins.discovery import Found

from .conftest import Answer

Oro = Callable[..., Answer]
Make = Callable[..., None]
COMMAND = '''
import click

@click.command("{name}", short_help="Say hello")
def command():
    """Say hello."""
    click.echo("hello from {name}")
'''
HEAVY = (
    "importlib.metadata",
    "pluggy",
    "msgspec",
    "rich",
    "trio",
    "anyio",
    "oro_framework.host",
    "oro_framework.types",
)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Make packages with a module `command`, in a folder that Python imports from."""
    folder = tmp_path / "installed"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))

    def make(name: str, source: str | None, init: str | None = "") -> None:
        (folder / name).mkdir()
        if init is not None:
            (folder / name / "__init__.py").write_text(init)
        if source is not None:
            (folder / name / "command.py").write_text(source)

    yield make
    for name in [name for name in sys.modules if name.startswith("oro_direct")]:
        del sys.modules[name]


def test_a_command_is_imported_by_its_name(package: Make, oro: Oro) -> None:
    package("oro_direct", COMMAND.format(name="direct"))
    package("oro_direct_two", COMMAND.format(name="direct-two"))
    assert oro("direct") == Answer(0, "hello from direct\n", "")
    assert oro("direct-two").out == "hello from direct-two\n"
    assert "Say hello." in oro("direct", "--help").out


def test_nothing_else_is_imported(package: Make, tmp_path: Path) -> None:
    package("oro_direct", COMMAND.format(name="direct"))
    script = (
        "import sys; from oro_framework.cli.main import invoke; code = invoke(['direct'])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "hello from direct\n[]\n"


@pytest.mark.parametrize(
    ("source", "init"),
    [
        (None, "raise AssertionError('imported')"),  # without a module `command` the package is not imported
        (COMMAND.format(name="direct"), None),  # a folder alone is no package of a plugin
        (COMMAND.format(name="other"), ""),
        ("command = print", ""),
        ("", ""),
        ("import nothing_of_that_name", ""),
        (COMMAND.format(name="direct"), "raise RuntimeError('broken')"),
    ],
)
def test_what_is_no_command_of_that_name_is_left_to_the_search(
    source: str | None, init: str | None, package: Make, oro: Oro
) -> None:
    package("oro_direct", source, init)
    assert direct_command("direct") is None
    answer = oro("direct")
    assert answer.code == 2
    assert 'Cannot run "oro direct": there is no such command' in answer.err


@pytest.mark.parametrize("name", ["", "Direct", "di.rect", "../direct", "direct-", "-direct", "_direct", "dírect"])
def test_only_plain_names_are_looked_for(name: str, package: Make) -> None:
    package("oro_direct", COMMAND.format(name=name))
    assert direct_command(name) is None


def test_a_package_in_the_current_folder_does_not_count(
    package: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package("oro_direct", COMMAND.format(name="direct"), "raise AssertionError('imported')")
    monkeypatch.chdir(tmp_path / "installed")
    assert direct_command("direct") is None


def test_our_own_commands_are_never_replaced(package: Make, oro: Oro) -> None:
    package("oro_doctor", COMMAND.format(name="doctor"))
    command = cli.get_command(click.Context(cli), "doctor")
    assert command is not None
    assert command.callback is not None
    assert command.callback.__module__ == "oro_framework.cli.doctor"


def test_the_list_describes_what_would_run(package: Make, oro: Oro, monkeypatch: pytest.MonkeyPatch) -> None:
    package("oro_direct", COMMAND.format(name="direct"))
    hook = (
        "import click\nfrom oro_framework import hookimpl\n"
        "@hookimpl\ndef oro_commands(cli):\n"
        "    cli.add_command(click.Command('direct', short_help='Something else'))\n"
    )
    package("oro_direct_taker", None, hook)
    monkeypatch.setattr(
        "oro_framework.cli.extension.discover", lambda: [Found("taker", "oro_direct_taker", "oro-taker", "1")]
    )
    monkeypatch.setattr(cli, "_oro_asked", False, raising=False)
    monkeypatch.setattr(cli, "commands", {})
    add_commands(cli)
    answer = oro("--help")
    assert "Say hello" in answer.out
    assert "Something else" not in answer.out
