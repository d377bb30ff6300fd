"""See whether the app's first window is painted once it is shown, and have the app start once more if it is not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from oro_framework.hookspecs import hookimpl
from oro_framework.host.configuration import settings as names
from oro_framework.host.inner import inner
from oro_framework.types import Event, Host, Window, WindowStatus

if TYPE_CHECKING:  # needed only where a window is not painted, or a remedy is known
    from oro_framework.host.backends.interface.view import View
    from oro_framework.host.painting.attempts import Attempt
    from oro_framework.host.painting.start import PaintingStart
    from oro_framework.host.painting.unfinished import Unfinished

__all__ = ("PaintWatch",)

LOOKS = 4
"""So many looks in a row, within the deadline, see nothing before a window counts as blank."""
MOST = 40
"""Looks after which a page that shows nothing by itself is left alone."""
LOOP = 3
"""Deaths of a page's processes that are no accident: each new process dies in the same way."""

_log = logging.getLogger("oro.painting")


class PaintWatch:
    """A plugin that looks at the first window. Loop thread.

    Args:
        start: this start, where it applied what was known of this machine.
        make: returns this start of a backend otherwise; called where a window is not painted.
        unfinished: is told once the window is painted.
    """

    def __init__(
        self, start: PaintingStart | None, make: Callable[[str], PaintingStart], unfinished: Unfinished
    ) -> None:
        self.start = start
        """This start, where it was needed."""
        self._make = make
        self._unfinished = unfinished
        self._host: Any = None
        self._ended = False
        self._looks = 0
        self._blank = 0
        """How many looks in a row saw a blank window though its page has something to show."""
        self._deaths: list[str] = []
        self.next: Attempt | None = None
        """The attempt with which the app is to be started once more, after it has ended."""

    @hookimpl
    def oro_window_changed(self, window: Window, old: WindowStatus, new: WindowStatus) -> None:
        """Begin to look once the first window is shown, and stop when it closes."""
        if window.index != 0:
            return
        if new is WindowStatus.SHOWN and self._looks == 0:
            self._host = inner(window.host)
            self._ended = self._ended or self._deadline == 0 or self._is_hopeless()
            self._look_later()
        elif new in (WindowStatus.CLOSING, WindowStatus.CLOSED):
            self._ended = True

    @hookimpl
    def oro_event(self, event: Event, host: Host) -> None:
        """Count deaths of the page's processes; load the page again until they make a loop."""
        if self._ended or event.name != "windowcrashed" or event.detail["index"] != 0:
            return
        self._host = inner(host)
        self._deaths.append(event.detail["reason"])
        if len(self._deaths) >= LOOP:
            self._fail(f"its process died {LOOP} times before anything was painted")
        elif (view := self._view()) is not None:
            self._host.backend.post(view.load, self._host.windows[0].url)

    @property
    def _deadline(self) -> float:
        deadline: float = self._host.settings[names.WEBVIEW_PAINT_DEADLINE]
        return deadline

    def _is_hopeless(self) -> bool:
        return self.start is not None and self.start.is_hopeless(self._host.bundle)

    def _view(self) -> View | None:
        windows = self._host.windows
        view: View | None = windows[0].view if windows else None
        return view

    def _look_later(self) -> None:
        self._looks += 1
        if not self._ended and self._looks <= MOST:
            self._host.call_later(self._deadline / LOOKS, self._look)

    def _look(self) -> None:
        if not self._ended:
            if (view := self._view()) is not None:
                self._host.backend.post(self._examine, view)
            self._look_later()

    def _examine(self, view: View) -> None:
        """Ask the engine, and then the page, whose process may be dead and never answer. GUI thread."""
        tell = self._host.threads.gui_to_loop

        def seen(painted: bool | None) -> None:
            if painted is not False:
                tell(self._judge, painted, False)
                return
            from oro_framework.host.painting.evidence import HAS_CONTENT  # windows are painted, mostly

            view.evaluate(HAS_CONTENT, lambda value, _error: tell(self._judge, False, value is True))

        view.look(seen)

    def _judge(self, painted: bool | None, has_content: bool) -> None:
        if self._ended:
            return
        self._blank = self._blank + 1 if painted is False and has_content else 0
        if painted:
            self._ended = True
            self._unfinished.end(painted=True)
            self._keep()
        elif self._blank >= LOOKS:
            self._fail(f"nothing of it was painted within {self._deadline:g} s")

    def _keep(self) -> None:
        """Remember what painted, where something else did not."""
        if self.start is None or not self.start.failed:
            return
        _log.warning("The window is painted with %s. The next starts begin with it", self.start.attempt)
        with suppress(OSError):
            self.start.keep()

    def _fail(self, why: str) -> None:
        """End the app for the next attempt, or say that there is none."""
        self._ended = True
        start = self.start = self.start or self._make(self._host.backend.name)
        attempt = start.following()
        failed = f"The page of the first window is not painted with {start.attempt} ({start.machine}): {why}"
        if attempt is None:
            _log.error("%s. Nothing that is known to help did: docs/explanation/blank-windows.md", failed)
            with suppress(OSError):
                start.give_up(self._host.bundle)
            return
        _log.warning("%s. The app starts once more with %s", failed, attempt)
        self.next = attempt
        self._host.quit(0)
