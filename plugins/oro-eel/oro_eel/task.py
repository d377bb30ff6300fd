"""Functions of a program that run in threads of their own, one at a time; see `oro_eel.turn`."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

from oro_eel.turn import Turn

__all__ = ("Task",)


class Task:
    """A function that runs, with the parts of a greenlet that programs use.

    Args:
        turn: the program's.
        exit: told of the exit code where the function ends the program.
        function: the function, and its arguments.
    """

    def __init__(
        self, turn: Turn, exit: Callable[[int], object], function: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> None:
        self._turn = turn
        self._exit = exit
        self._run: Callable[[], Any] = partial(function, *args, **kwargs)
        self._asked = turn.ask()
        self.value: Any = None
        """The value that the function returned."""
        self.exception: BaseException | None = None
        """The error that it raised."""
        self._thread = threading.Thread(target=self._main, name="eel-function", daemon=True)
        self._thread.start()

    def _main(self) -> None:
        self._turn.take(self._asked)
        try:
            self.value = self._run()
        except SystemExit as error:
            self._exit(_code(error))
        except BaseException as error:
            self.exception = error
            traceback.print_exc()
        finally:
            self._turn.give()

    def ready(self) -> bool:
        """Return whether it has ended."""
        return not self._thread.is_alive()

    def successful(self) -> bool:
        """Return whether it has ended without an exception."""
        return self.ready() and self.exception is None

    @property
    def dead(self) -> bool:
        """Whether it has ended."""
        return self.ready()

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended, and let others run meanwhile."""
        with self._turn.given():
            self._thread.join(timeout)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Return what the function returned, or raise what it raised.

        Raises:
            TimeoutError: it still runs.
        """
        if block:
            self.join(timeout)
        if not self.ready():
            raise TimeoutError("Cannot get the value of a function: it still runs")
        if self.exception is not None:
            raise self.exception
        return self.value


def _code(error: SystemExit) -> int:
    return error.code if isinstance(error.code, int) else int(error.code is not None)
