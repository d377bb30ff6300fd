"""Pages that are made from templates of Jinja."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from oro_framework.types import Receive, Scope, Send

__all__ = ("Templates",)


class Templates:
    """The ASGI app that renders the templates of a folder, without variables, as Eel does.

    Args:
        folder: the templates.

    Raises:
        ImportError: Jinja is not installed.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from jinja2 import Environment, FileSystemLoader, select_autoescape
        except ImportError:
            raise ImportError("Cannot use jinja_templates: install Jinja with: pip install 'oro-eel[jinja]'") from None
        loader = FileSystemLoader(folder)
        self._environment = Environment(loader=loader, autoescape=select_autoescape(["html", "xml"]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a rendered template."""
        if scope["type"] != "http":
            return
        from jinja2 import TemplateNotFound

        name = scope["path"].removeprefix(scope["root_path"]).lstrip("/")
        kind = mimetypes.guess_type(name)[0] or "text/html"
        try:
            status, text = 200, self._environment.get_template(name).render()
        except TemplateNotFound:
            status, text, kind = 404, f'There is no template "{name}"', "text/plain"
        headers = [(b"content-type", f"{kind}; charset=utf-8".encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})
