"""A Python prompt with `await` at its top level, whose coroutines run in a session."""

from __future__ import annotations

import ast
import code
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from inspect import CO_COROUTINE
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from oro_conduit.cli.session import Session
from oro_framework.errors import OroError

__all__ = ("Console", "WithHistory")

_DELIMITERS = " \t\n\"'`@$><=;|&{}[]()+-*/%^~,:!"
HISTORY = 2000
"""Lines that are kept."""


class Console(code.InteractiveConsole):
    """See the module.

    Args:
        session: where coroutines run.
        names: those it begins with.
    """

    def __init__(self, session: Session, names: Mapping[str, Any]) -> None:
        super().__init__(dict(names), filename="<attach>")
        self._session = session
        self._asks = sys.stdin.isatty()
        self.compile.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def raw_input(self, prompt: str = "") -> str:
        """Read a line; without a terminal, no prompt is written."""
        return super().raw_input(prompt if self._asks else "")

    def runcode(self, code: CodeType) -> None:
        """Run a statement; one that awaits in the session, others here, so that Ctrl+C ends both."""
        try:
            if code.co_flags & CO_COROUTINE:
                self._session.run(FunctionType(code, self.locals)())
            else:
                exec(code, self.locals)
        except (SystemExit, KeyboardInterrupt):
            raise
        except OroError as error:
            self.write(f"{type(error).__name__}: {error.message}\n")
        except BaseException:
            self.showtraceback()


class Completer:
    """Completes names, and within quotes those of routes."""

    def __init__(self, names: dict[str, Any], routes: Sequence[str]) -> None:
        import rlcompleter

        self._names = rlcompleter.Completer(names)
        self._routes = routes

    def complete(self, text: str, state: int) -> str | None:
        """Return the completion of that number, or None after the last."""
        import readline

        before = readline.get_line_buffer()[: readline.get_begidx()]
        if not before.endswith(('"', "'")):
            return self._names.complete(text, state)
        fitting = [name for name in self._routes if name.lower().startswith(text.lower())]
        return fitting[state] if state < len(fitting) else None


class WithHistory:
    """Keeps what is typed, and completes it by Tab, during the block; does nothing without a terminal or readline.

    Args:
        file: where earlier lines are, readable by the user alone.
        names: those of the prompt.
        routes: of the app.
    """

    def __init__(self, file: Path, names: dict[str, Any], routes: Sequence[str]) -> None:
        self._file = file
        self._completer = Completer(names, routes)

    def __enter__(self) -> None:
        with suppress(ImportError):
            import readline

            with suppress(OSError):
                readline.read_history_file(self._file)
            readline.set_history_length(HISTORY)
            readline.set_completer_delims(_DELIMITERS)
            readline.set_completer(self._completer.complete)
            readline.parse_and_bind("tab: complete")

    def __exit__(self, *_: object) -> None:
        with suppress(ImportError, OSError):
            import readline

            readline.set_completer(None)
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file.touch(0o600)
            readline.write_history_file(self._file)
