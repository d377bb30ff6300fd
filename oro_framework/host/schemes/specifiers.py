"""Module specifiers as URLs: answers `oro:fs` and `node:fs/promises` where no import map applies.

Workers have no import maps, so engines request the specifier itself. The answer re-exports the one
real module of the app's origin; for a module that does not exist it is 404 with a script that throws.
"""

from __future__ import annotations

from collections.abc import Callable

from oro_framework.host.requests.answer import Answer
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import Head
from oro_framework.host.resources.headers import ResponseHeaders
from oro_framework.host.resources.modules import ModuleTable, missing_reason, missing_text, unbundled_text
from oro_framework.host.schemes.static import bytes_answer, imports

__all__ = ("Specifiers",)

_SCRIPT = ("content-type", "text/javascript; charset=utf-8")


class Specifiers:
    """Answers opaque module URLs from the table of modules.

    Args:
        origin: the app's origin, which has the modules themselves.
        modules: the table of modules.
        headers: the headers of every answer.
        missed: called with a message about an imported module that does not exist.
    """

    def __init__(
        self, origin: str, modules: ModuleTable, headers: ResponseHeaders, missed: Callable[[str], object]
    ) -> None:
        self._origin = origin
        self._modules = modules
        self._headers = headers
        self._missed = missed

    def answer(self, scheme: str, request: Request) -> Answer:
        """Answer a GET or HEAD of `SCHEME:NAME`.

        Raises:
            OSError: the module's file cannot be read.
        """
        name = request.target.path.strip("/")
        served = self._modules.named(scheme, name)
        if served is None:
            return self.missing(f"{scheme}:{name}", request)
        text = self._modules.proxy(served, self._origin).encode("utf-8")
        headers = (_SCRIPT, ("cache-control", "no-cache"), *self._headers.common(request.header("origin")))
        return bytes_answer(text, request, headers)

    def missing(self, specifier: str, request: Request) -> Answer:
        """Answer 404 with a module that throws, naming the plugin to install where that is known."""
        specifier = specifier[:200]
        if imports(request):
            self._missed(missing_reason(specifier, self._modules))
        return self._refusal(missing_text(specifier, self._modules), request)

    def unbundled(self, name: str, request: Request) -> Answer:
        """Answer 404 with a script that throws, for a module that `require()` needs and that is in no script."""
        there = self._modules.named("oro", name) is not None
        missing = missing_text(f"oro:{name[:200]}", self._modules)
        return self._refusal(unbundled_text(name) if there else missing, request)

    def _refusal(self, text: str, request: Request) -> Answer:
        body = text.encode("ascii")
        headers = (_SCRIPT, ("content-length", str(len(body))), ("cache-control", "no-store"))
        return Answer(Head(404, (*headers, *self._headers.common(request.header("origin")))), body)
