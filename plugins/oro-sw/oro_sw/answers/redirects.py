"""Redirects: recognised, and counted for each window."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from oro_framework.requests import Answer, App, Head, then

__all__ = ("REDIRECTS", "RedirectCounts", "location_of", "noting")

REDIRECTS = frozenset({301, 302, 303, 307, 308})
REMEMBERED = 256


def location_of(head: Head) -> str | None:
    """Return the target of a redirect, or None for another answer."""
    if head.status not in REDIRECTS:
        return None
    return next((value for name, value in head.headers if name.lower() == "location"), None)


def noting(app: App, redirected: Callable[[str], None]) -> App:
    """Return an app that reports the target of every redirect."""

    def note(answer: Answer) -> Answer:
        if (location := location_of(answer.head)) is not None:
            redirected(location)
        return answer

    return lambda request: then(app(request), note)


class RedirectCounts:
    """The redirects of windows, and how many came in a row: engines follow them without a sign."""

    def __init__(self) -> None:
        self._times: OrderedDict[tuple[str, str], int] = OrderedDict()

    def arrived(self, window: str, url: str) -> int:
        """Return how many redirects led a window to a URL, and forget them."""
        return self._times.pop((window, url), 0)

    def sent(self, window: str, url: str, times: int) -> None:
        """Remember the target of a redirect, the times-th in a row."""
        self._times[window, url] = times
        while len(self._times) > REMEMBERED:
            self._times.popitem(last=False)
