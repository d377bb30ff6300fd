"""Every way of going wrong has its exit code, one line, and no traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from oro_framework import __version__
from oro_framework.cli import main as module
from oro_framework.cli.extension import add_commands
from oro_framework.cli.main import COMMANDS, cli, exit_code
from oro_framework.errors import (
    ConfigError,
    Conflict,
    Denied,
    InvalidArgument,
    PluginUnavailable,
    Unsupported,
    UsageError,
)
from oro_framework.host.plugins.discovery import Found

from .conftest import Answer

Oro = Callable[..., Answer]


def test_help_names_every_command(oro: Oro) -> None:
    answer = oro("--help")
    assert answer.code == 0
    assert all(f"{name}  " in answer.out and text in answer.out for name, text in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_in_its_help_what_the_list_says(name: str, oro: Oro) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.short_help == COMMANDS[name]
    assert oro(name, "--help").code == 0


def test_the_version_is_the_packages(oro: Oro) -> None:
    assert oro("--version").out == f"oro-framework {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["rnu"], 2, 'Cannot run "oro rnu": there is no such command; did you mean "oro run"?'),
        (
            ["plugins", "chek"],
            2,
            'Cannot run "oro plugins chek": there is no such command; did you mean "oro plugins check"?',
        ),
        (["session", "cler"], 2, 'Cannot run "oro session cler": there is no such command; did you mean'),
        (["run", "--bogus"], 2, "No such option"),
        (["plugins", "info"], 2, "Missing argument 'NAME'"),
        (
            ["run", "nowhere"],
            2,
            'Cannot run "nowhere": there is no such file or folder; make an app with: oro new nowhere',
        ),
        (["run", "."], 2, 'Cannot run ".": it has no oro.toml, index.html or app.py; make an app with: oro new NAME'),
        (["config", "--set", "nothing"], 2, 'Cannot read "nothing": expected key=value'),
        (
            ["config", "--set", "window.width=wide"],
            3,
            'Cannot use "window_width" from command line: expected a number of',
        ),
        (["plugins", "--set", "x=1"], 2, "No such option"),
        (
            ["config", "--set", "plugins.required=nowhere"],
            4,
            'Cannot start: plugin "nowhere" is required and not installed',
        ),
    ],
)
def test_a_mistake_is_one_red_line_and_a_code(arguments: list[str], code: int, message: str, oro: Oro) -> None:
    answer = oro(*arguments)
    assert answer.code == code
    assert answer.err.startswith(f"error: {message}")
    assert "Traceback" not in answer.err
    assert not answer.err.splitlines()[0].endswith(".")


def test_exit_codes_follow_whose_fault_it_is() -> None:
    kinds = {
        UsageError: 2,
        InvalidArgument: 2,
        ConfigError: 3,
        PluginUnavailable: 4,
        Conflict: 4,
        Unsupported: 1,
        Denied: 1,
    }
    assert {kind: exit_code(kind("x")) for kind in kinds} == kinds
    assert set(map(int, re.findall(r"^    (\d+) ", module.__doc__ or "", re.MULTILINE))) == {0, 1, 2, 3, 4, 130}


def test_a_real_process_ends_with_the_code(process: Oro, app: Path) -> None:
    assert process("--version").code == 0
    assert process("run", "nowhere").code == 2
    (app / "oro.toml").write_text("[window\nwidth = 3")
    answer = process("run", "sums")
    assert answer.code == 3
    assert answer.err.startswith("error: Cannot parse sums/oro.toml:1:8: ")
    (app / "oro.toml").write_text('meta.bundle_identifier = "org.example.sums"\nplugins.enabled = []')
    (app / "app.py").write_text("import nothing_of_that_name")
    answer = process("run", "sums")
    assert answer.code == 4
    assert (
        answer.err
        == "error: Cannot load app.py: ModuleNotFoundError: No module named 'nothing_of_that_name' at sums/app.py:1\n"
    )


def test_debug_shows_where_a_mistake_was_noticed(oro: Oro) -> None:
    assert "Traceback" in oro("--debug", "run", "nowhere").err
    assert "Traceback" in oro("run", "nowhere", "--debug").err


def test_an_interruption_is_130(oro: Oro, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)
    assert oro("doctor").code == 130


@pytest.mark.parametrize("arguments", [["--help"], ["routes", "--json"], ["routes"]])
def test_an_answer_nobody_takes_is_no_traceback(arguments: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "oro_framework.cli", *arguments]
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed, open("/dev/full", "w") as full:
        for out, message in ((closed, ""), (full, "error: Cannot write the answer: No space left on device\n")):
            done = subprocess.run(
                command, cwd=tmp_path, stdout=out, stderr=subprocess.PIPE, text=True, timeout=60, check=False
            )
            assert (done.returncode, done.stderr) == (1, message)


def test_a_process_does_not_search_for_garbage_when_it_ends() -> None:
    script = """
import atexit, gc
from oro_framework.cli.main import main
atexit.register(lambda: print(gc.get_freeze_count() > 0))
main(["--version"])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "True"


def test_help_needs_no_heavy_import() -> None:
    script = (
        "import sys; from oro_framework.cli.main import invoke; invoke(['--help'])\n"
        "heavy = ('rich', 'tomlkit', 'trio', 'anyio', 'webview', 'gi')\n"
        "sys.exit(', '.join(name for name in heavy if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


# -- commands of plugins --------------------------------------------------------------------------


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install plugins by name, each a module with the given source."""

    def install(**sources: str) -> None:
        for name, source in sources.items():
            (tmp_path / f"body_{name}.py").write_text(source)
        monkeypatch.syspath_prepend(str(tmp_path))
        found = [Found(name, f"body_{name}", f"oro-{name}", "1") for name in sources]
        monkeypatch.setattr("oro_framework.cli.extension.discover", lambda: found)

    return install


COMMAND = '''
import click
from oro_framework import hookimpl

@hookimpl
def oro_commands(cli):
    @cli.command()
    def greet():
        """Say hello."""
        click.echo("hello")
'''


def test_a_plugin_adds_its_commands(installed: Callable[..., None]) -> None:
    installed(greeting=COMMAND)
    group = click.Group("oro")
    add_commands(group)
    assert list(group.commands) == ["greet"]
    assert group.commands["greet"].get_short_help_str() == "Say hello."


def test_a_plugin_without_the_hook_is_not_even_imported(installed: Callable[..., None]) -> None:
    installed(quiet="raise AssertionError('imported')")
    group = click.Group("oro")
    add_commands(group)
    assert not group.commands


def test_a_broken_plugin_is_reported_and_the_others_count(
    installed: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    installed(broken="from oro_framework import hookimpl\n@hookimpl\ndef oro_commands(cli): 1 / 0", greeting=COMMAND)
    group = click.Group("oro")
    add_commands(group)
    assert list(group.commands) == ["greet"]
    assert 'Cannot add commands of plugin "broken": oro_commands: ZeroDivisionError' in capsys.readouterr().err


def test_a_plugin_cannot_replace_a_command(installed: Callable[..., None]) -> None:
    installed(first=COMMAND, second=COMMAND.replace("hello", "goodbye"))
    group = click.Group("oro")
    add_commands(group)
    assert group.commands["greet"].get_short_help_str() == "Say hello."
