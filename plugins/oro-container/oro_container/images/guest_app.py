"""`GuestApp`, an ASGI app whose requests all go to guests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from oro_container.images.asgi import GuestAnswers, lifespan, request_of
from oro_container.images.pool import Pool
from oro_framework.asgi import Receive, Scope, Send

__all__ = ("GuestApp",)


class GuestApp:
    """Hands every request to the guests of a pool, which runs as long as the app.

    Args:
        pool: of guests.
        seconds: until a request is given up.
    """

    def __init__(self, pool: Pool, *, seconds: float = 60.0) -> None:
        self._pool = pool
        self._answers = GuestAnswers(pool, seconds=seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or run the lifespan."""
        if scope["type"] == "lifespan":
            await lifespan(receive, send, self._run)
        elif scope["type"] == "http":
            await self._answers.answer(request_of(scope), {}, receive, send)

    async def _run(self, until_shutdown: Callable[[], Awaitable[None]]) -> None:
        async with self._pool.running():
            await until_shutdown()
