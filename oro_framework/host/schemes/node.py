"""The `node:` scheme: the modules of Node's list that somebody offers (contract g.3, g.4)."""

from __future__ import annotations

from collections.abc import Callable

from oro_framework.errors import ErrnoError, UsageError
from oro_framework.host.resources.headers import ResponseHeaders
from oro_framework.host.resources.modules import ModuleTable
from oro_framework.host.schemes.specifiers import Specifiers
from oro_framework.host.schemes.static import Asked, StaticAnswer, error_answer, send_answer
from oro_framework.types import Receive, Scope, Send

__all__ = ("NodeApp",)

ALLOW = "GET, HEAD, OPTIONS"


class NodeApp:
    """The ASGI app behind `node:`.

    Args:
        origin: the app's origin, where the modules really are.
        modules: what is offered.
        headers: what every answer carries.
        missed: told of a module that was imported and is not there.
    """

    def __init__(
        self, origin: str, modules: ModuleTable, headers: ResponseHeaders, missed: Callable[[str], object] = str
    ) -> None:
        self._headers = headers
        self._specifiers = Specifiers(origin, modules, headers, missed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange.

        Raises:
            OSError: the page went away.
        """
        await send_answer(self.answer(Asked.of_scope(scope)), scope, send)

    def answer(self, asked: Asked) -> StaticAnswer:
        """Decide the answer; never raises for what was asked."""
        if asked.method == "OPTIONS":
            return StaticAnswer(204, self._headers.preflight(asked.origin))
        common = self._headers.common(asked.origin)
        if asked.method not in ("GET", "HEAD"):
            refused = UsageError(f'Cannot {asked.method} "node:{asked.path.strip("/")}": a module can only be read')
            return error_answer(refused, (("allow", ALLOW), *common), 405)
        try:
            return self._specifiers.answer("node", asked)
        except OSError as error:
            return error_answer(ErrnoError(error.errno or 5), common)
