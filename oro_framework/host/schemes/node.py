"""The `node:` scheme, and `socket:` where it is on: serve modules that the framework or a plugin offers."""

from __future__ import annotations

from collections.abc import Callable

from oro_framework.errors import ErrnoError, UsageError
from oro_framework.host.requests.answer import Answer
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import Head
from oro_framework.host.resources.headers import ResponseHeaders
from oro_framework.host.resources.modules import ModuleTable
from oro_framework.host.schemes.specifiers import Specifiers
from oro_framework.host.schemes.static import error_answer

__all__ = ("NodeApp",)

ALLOW = "GET, HEAD, OPTIONS"


class NodeApp:
    """The app behind a scheme that has modules and nothing else.

    Args:
        origin: the app's origin, which has the modules themselves.
        modules: the table of modules.
        headers: the headers of every answer.
        missed: called with a message about an imported module that does not exist.
        scheme: `node`, or another name for `oro`.
    """

    def __init__(
        self,
        origin: str,
        modules: ModuleTable,
        headers: ResponseHeaders,
        missed: Callable[[str], object] = str,
        scheme: str = "node",
    ) -> None:
        self._headers = headers
        self._scheme = scheme
        self._specifiers = Specifiers(origin, modules, headers, missed)

    def __call__(self, request: Request) -> Answer:
        """Answer one request; never raises because of its content."""
        origin, name = request.header("origin"), request.target.path.strip("/")
        if request.method == "OPTIONS":
            return Answer(Head(204, self._headers.preflight(origin)))
        common = self._headers.common(origin)
        if request.method not in ("GET", "HEAD"):
            refused = UsageError(f'Cannot {request.method} "{self._scheme}:{name}": a module can only be read')
            return error_answer(refused, (("allow", ALLOW), *common), 405)
        try:
            return self._specifiers.answer(self._scheme, request)
        except OSError as error:
            return error_answer(ErrnoError(error.errno or 5), common)
