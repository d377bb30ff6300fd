"""The `oro` command.

Exit codes
    0    it worked, or the app ended normally
    1    the app failed, a test failed, or `oro doctor` found no engine that works
    2    the command line makes no sense, or names nothing that could be run
    3    the configuration is wrong: `oro.toml`, `.ororc`, a variable, `--set`
    4    a plugin the app needs is missing or broken
    130  you interrupted it
"""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from oro_framework.cli.suggesting import Suggesting
from oro_framework.cli.terminal import fail, listen, note
from oro_framework.errors import ConfigError, DeclarationError, OroError, UsageError

__all__ = ("cli", "exit_code", "main")

COMMANDS = {
    "run": "Run an app",
    "dev": "Work on an app: reload changes, show errors, calls and permissions",
    "new": "Make an app",
    "migrate": "Make an app of a project of another framework",
    "plugins": "Show, add and check plugins",
    "routes": "Show what a page can call",
    "permissions": "Show what an app grants; take answers back",
    "session": "Clear what pages of an app stored",
    "config": "Show effective settings and where each came from",
    "npm": "Show which build of a package pages get, and why",
    "types": "Write TypeScript declarations for an app",
    "webdriver": "Let Selenium, WebdriverIO and other WebDriver clients drive apps",
    "doctor": "Check this machine: engines, libraries, display, desktop",
}
"""Each command is a module of this package, imported when it is used."""

INTERRUPTED = 130


class Commands(Suggesting):
    """The commands above, then those of installed plugins; see `oro_framework.cli.direct` for some of these."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._ask_plugins()
        return [*COMMANDS, *sorted(self.commands)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            found = getattr(importlib.import_module(f"oro_framework.cli.{cmd_name}"), cmd_name)
            assert isinstance(found, click.Command)
            return found
        from oro_framework.cli.direct import direct_command  # the commands above do not need it

        if found := direct_command(cmd_name):
            return found
        self._ask_plugins()
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands without importing the modules of our own."""
        added = {name: self.get_command(ctx, name) for name in self.list_commands(ctx) if name not in COMMANDS}
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
        if added:
            with formatter.section("From plugins"):
                formatter.write_dl([(name, found.get_short_help_str(70)) for name, found in added.items() if found])

    def _ask_plugins(self) -> None:
        from oro_framework.cli.extension import add_commands  # searches every installed plugin

        add_commands(self)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show tracebacks and everything that is logged.")
@click.version_option(None, "--version", "-V", package_name="oro-framework", message="oro-framework %(version)s")
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """Desktop apps whose face is a web page and whose body is Python.

    Begin with: oro new hello && oro dev hello
    """
    ctx.obj = {"debug": debug}
    listen(debug=debug)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code; see the module."""
    atexit.register(gc.freeze)  # the interpreter searches all objects for garbage when it ends; the process frees them
    sys.exit(invoke(list(sys.argv[1:] if arguments is None else arguments)))


def invoke(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    debug = "--debug" in arguments
    try:
        result = cli.main(args=arguments, prog_name="oro", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        fail(error.format_message().rstrip("."))
        if isinstance(error, click.UsageError) and error.ctx is not None:
            note(f"{error.ctx.get_usage()}\nHelp: {error.ctx.command_path} --help")
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except OSError as error:
        return _unanswered(error)
    except OroError as error:
        if debug:
            import traceback  # other commands do not need it

            traceback.print_exc()
        fail(error.message)
        return exit_code(error)
    return result if isinstance(result, int) else 0


def _unanswered(error: OSError) -> int:
    """End a command whose output is not read: quietly when a pipe was closed, as by `head`.

    Raises:
        OSError: the error has another cause.
    """
    if error.errno not in (errno.EPIPE, errno.ENOSPC):
        raise error
    with open(os.devnull, "w") as nowhere:  # or the interpreter would report the closed pipe once more when it ends
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    if error.errno == errno.ENOSPC:
        fail(f"Cannot write the answer: {error.strerror}")
    return 1


def exit_code(error: OroError) -> int:
    """Return the exit code for a kind of error."""
    kinds: tuple[tuple[type[Any], int], ...] = ((UsageError, 2), (ConfigError, 3), (DeclarationError, 4))
    return next((code for kind, code in kinds if isinstance(error, kind)), 1)
