"""Module specifiers as URLs: what answers `oro:fs` and `node:fs/promises` where no import map reaches.

Workers have no import maps, so there the specifier itself is requested. The answer re-exports the one
real module of the app's origin; a module that nobody offers answers 404 with a script that says so.
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
        origin: the app's origin, where the modules really are.
        modules: what is offered.
        headers: what every answer carries.
        missed: told of a module that was imported and is not there.
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
            self._missed(missing_reason(specifier))
        return self._refusal(missing_text(specifier), request)

    def unbundled(self, name: str, request: Request) -> Answer:
        """Answer 404 with a script that throws, for a module that is wanted at once and is in no script."""
        there = self._modules.named("oro", name) is not None
        return self._refusal(unbundled_text(name) if there else missing_text(f"oro:{name[:200]}"), request)

    def _refusal(self, text: str, request: Request) -> Answer:
        body = text.encode("ascii")
        headers = (_SCRIPT, ("content-length", str(len(body))), ("cache-control", "no-store"))
        return Answer(Head(404, (*headers, *self._headers.common(request.header("origin")))), body)
