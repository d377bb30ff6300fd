"""Prints the console of pages for developers: with colours, the window, and the place in the app's files."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import click

from oro_framework.cli.terminal import written_out
from oro_framework.host.backends.base import ConsoleMessage, Part
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
        mapped: returns the place in the sources for a place in what was built from them.
    """

    def __init__(
        self,
        origin: str,
        several: Callable[[], bool],
        mapped: Callable[[str, int, int], tuple[str, int]],
    ) -> None:
        self._origin = origin
        self._several = several
        self._mapped = mapped

    def show(self, window: ManagedWindow, message: ConsoleMessage) -> None:
        """Print one message: warnings and errors on stderr, all others on stdout."""
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
            url, line = self._mapped(message.url, message.line, message.column)
            named.append(f"{url.removeprefix(self._origin).lstrip('/')}:{line}")
        return " ".join(named)


def _coloured(part: Part, colour: str | None) -> str:
    text = written_out(part.text)
    if not part.is_value:
        return click.style(text, fg=colour) if colour else text
    return _VALUE.sub(_styled, text)


def _styled(found: re.Match[str]) -> str:
    name = found.lastgroup or "dim"
    return click.style(found[0], dim=True) if name == "dim" else click.style(found[0], fg=name)
