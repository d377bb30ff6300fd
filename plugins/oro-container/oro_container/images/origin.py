"""Origins of engines made like those of the web: cookies are kept, and places of the site lead to the site."""

from __future__ import annotations

import time
from dataclasses import replace

from oro_container.core.gateway.cookies import CookieJar
from oro_container.core.gateway.request import Request, split_target
from oro_framework.asgi import Message, Send

__all__ = ("WebOrigin",)


class WebOrigin:
    """Keeps the cookies of a site for pages whose engine keeps none: those of the scheme of an app."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def request(self, request: Request) -> Request:
        """Return a request with the cookies that belong to it."""
        kept = self._jar.header(split_target(request.target)[0], time.time())
        if not kept:
            return request
        return replace(request, headers=(*request.headers, ("cookie", kept)))

    def sending(self, request: Request, send: Send) -> Send:
        """Return a `send` that keeps the cookies of an answer, and has its `Location` lead to the page's own origin."""
        origins = tuple(f"{scheme}://{request.header('host')}" for scheme in ("http", "https"))
        path = split_target(request.target)[0]

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[tuple[bytes, bytes]] = []
                for name, value in message["headers"]:
                    text = value.decode("latin-1")
                    if name == b"set-cookie":
                        self._jar.store(text, path, time.time())
                        continue
                    own = next((each for each in origins if text.startswith(f"{each}/")), "")
                    at_home = name == b"location" and own
                    headers.append((name, text[len(own) :].encode("latin-1") if at_home else value))
                message = {**message, "headers": headers}
            await send(message)

        return send_kept
