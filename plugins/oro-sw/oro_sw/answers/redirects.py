"""Answers that send elsewhere: which are, and where they sent pages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from oro_framework.requests import Answer, App, Head, then

__all__ = ("REDIRECTS", "Sent", "location_of", "noting")

REDIRECTS = frozenset({301, 302, 303, 307, 308})
REMEMBERED = 256


def location_of(head: Head) -> str | None:
    """Return where an answer sends the page, or None when it does not."""
    if head.status not in REDIRECTS:
        return None
    return next((value for name, value in head.headers if name.lower() == "location"), None)


def noting(app: App, told: Callable[[str], None]) -> App:
    """Return an app that tells of every place it sends to."""

    def note(answer: Answer) -> Answer:
        if (location := location_of(answer.head)) is not None:
            told(location)
        return answer

    return lambda request: then(app(request), note)


class Sent:
    """Where windows were sent, and how often in a row: engines follow without saying that they do."""

    def __init__(self) -> None:
        self._times: OrderedDict[tuple[str, str], int] = OrderedDict()

    def arrived(self, window: str, url: str) -> int:
        """Return how often a request of a window was sent on before."""
        return self._times.pop((window, url), 0)

    def sent(self, window: str, url: str, times: int) -> None:
        """Remember where a request is sent, for the times-th time in a row."""
        self._times[window, url] = times
        while len(self._times) > REMEMBERED:
            self._times.popitem(last=False)
