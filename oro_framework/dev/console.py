"""Prints the console of pages for developers: with colours, the window, and the place in the app's files."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import click

from oro_framework.cli.terminal import written_out
from oro_framework.dev.reporter import Reporter
from oro_framework.host.backends.interface.console import ConsoleMessage, Part
from oro_framework.host.windows.window import ManagedWindow

__all__ = ("DevConsole",)

ERRORS = ("warn", "error")
COLOURS = {"warn": "yellow", "error": "red", "debug": "bright_black"}
_VALUE = re.compile(
    r"""(?P<green>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\\n]|\\.)*`)
    |(?P<cyan>\[(?:Function|class|Getter|Setter|Circular)[^\]\n]*\]|<[a-z][\w-]*[^>\n]*>)
    |(?P<magenta>\b(?:null|undefined)\b|\d{4}-\d\d-\d\dT[\d:.]+Z)
    |(?P<yellow>(?<![\w$])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?n?\b|\b(?:true|false|NaN|Infinity)\b)
    |(?P<dim>^[ ]+at[ ].*$)""",
    re.VERBOSE | re.MULTILINE,
)


class DevConsole:
    """Prints messages.

    Args:
        origin: the app's origin, which places are shown without.
        several: returns whether the app has several windows, so that messages say theirs.
        reporter: takes the errors that pages tell of.
    """

    def __init__(
        self,
        origin: str,
        several: Callable[[], bool],
        reporter: Reporter,
    ) -> None:
        self._origin = origin
        self._several = several
        self._reporter = reporter

    def show(self, window: ManagedWindow, message: ConsoleMessage) -> None:
        """Print one message: warnings and errors on stderr, all others on stdout.

        Uncaught errors are reported with their places, so they are not printed once more.
        """
        if message.level == "report":
            self._reporter.take(window, message.text)
            return
        if _is_reported(message):
            return
        stream = sys.stderr if message.level in ERRORS else sys.stdout
        colour = COLOURS.get(message.level)
        text = " ".join(_coloured(part, colour) for part in message.parts)
        if label := self._label(window, message):
            first, newline, rest = text.partition("\n")
            text = f"{first}  {click.style(label, dim=True)}{newline}{rest}"
        click.echo(text, file=stream)

    def _label(self, window: ManagedWindow, message: ConsoleMessage) -> str:
        named = [f"window {window.index}"] if window.index or self._several() else []
        if message.url:
            url, line = self._reporter.place(message.url, message.line, message.column)
            named.append(f"{url.removeprefix(self._origin).lstrip('/')}:{line}")
        return " ".join(named)


def _is_reported(message: ConsoleMessage) -> bool:
    """Return whether the script in the page reports what the engine says here."""
    of_engine = message.uncaught or message.text.startswith(("Refused to ", "Failed to load module script"))
    return of_engine and "__oro_worker=" not in message.url


def _coloured(part: Part, colour: str | None) -> str:
    text = written_out(part.text)
    if not part.is_value:
        return click.style(text, fg=colour) if colour else text
    return _VALUE.sub(_styled, text)


def _styled(found: re.Match[str]) -> str:
    name = found.lastgroup or "dim"
    return click.style(found[0], dim=True) if name == "dim" else click.style(found[0], fg=name)
