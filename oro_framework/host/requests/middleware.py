"""What plugins put around the app of a scheme, and which requests may go past it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oro_framework.host.requests.exchange import Answer, Served
from oro_framework.host.requests.protocol import Request
from oro_framework.types import ASGIApp, Interceptor, Middleware

__all__ = ("Shortcut", "served")

Shortcut = Callable[[Request], Answer | None]


def served(
    app: ASGIApp,
    wrappers: Sequence[Middleware | Interceptor],
    instant: Shortcut | None = None,
    inline: Shortcut | None = None,
) -> Served:
    """Wrap an app, the first wrapper outermost; what is wrapped cannot answer without a task.

    Only where every wrapper says which requests it passes on, those are answered at once all the same.
    """
    if not wrappers:
        return Served(app, instant, inline)
    for wrapper in reversed(wrappers):
        app = wrapper.wrap(app) if isinstance(wrapper, Interceptor) else wrapper(app)
    passes = [wrapper.passes for wrapper in wrappers if isinstance(wrapper, Interceptor)]
    if instant is None or len(passes) < len(wrappers):
        return Served(app)
    answer = instant

    def unless_wanted(request: Request) -> Answer | None:
        return answer(request) if all(passed(request) for passed in passes) else None

    return Served(app, unless_wanted)
