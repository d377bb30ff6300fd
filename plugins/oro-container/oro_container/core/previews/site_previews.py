"""`SitePreviews`, the previews of a page without a host: requests, answers and documents on their way. Sans-IO."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from ..gateway.cookies import CookieJar
from .content_policy import changed_policy
from .headers import Headers, hop_by_hop, values
from .injection import Injection
from .message import PATH
from .response_headers import LEFT_OUT, OF_WHOLE_BODIES, POLICIES
from .script import PreviewScript, inline_tag

__all__ = ("SitePreviews",)

OWN = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})


class SitePreviews:
    """The previews of one container.

    Args:
        address: of the server of a port, with `{port}` in it and a slash at the end.
        scripts: functions that run first in each document, with what it is as their argument.
        forward_errors: which errors of documents are told.
    """

    def __init__(self, address: str, scripts: Sequence[str], forward_errors: bool | str = False) -> None:
        self._address = address
        self._scripts = tuple(scripts)
        self._forward_errors = forward_errors
        self._cookies = CookieJar()
        self.script: PreviewScript | None = None
        """Of the app, after those."""

    def request(self, path: str, headers: Headers, now: float) -> Headers:
        """Return the headers of a request as the server gets them."""
        cookies = self._cookies.header(path.partition("?")[0], now)
        left_out = hop_by_hop(headers) | {b"cookie", b"host"}
        kept = [(name, value) for name, value in headers if name not in left_out]
        return [*kept, *([(b"cookie", cookies.encode("latin-1", "replace"))] if cookies else [])]

    def answer(
        self, port: int, path: str, headers: Headers, now: float, *, document: bool
    ) -> tuple[Headers, Injection | None]:
        """Return the headers of an answer for the browser, and what puts the scripts into it if it is a document."""
        for value in values(headers, b"set-cookie"):
            self._cookies.store(value.decode("latin-1"), path.partition("?")[0], now)
        kind = b",".join(values(headers, b"content-type")).lower()
        is_changed = document and kind.startswith(b"text/html") and not values(headers, b"content-encoding")
        nonce = secrets.token_urlsafe(16) if is_changed else None
        left_out = hop_by_hop(headers) | LEFT_OUT | {b"set-cookie"} | (OF_WHOLE_BODIES if is_changed else frozenset())
        changed: Headers = []
        for name, value in headers:
            if name == b"location":
                changed.append((name, self._led(value.decode("latin-1"), port, path).encode("latin-1")))
            elif name in POLICIES:
                if policy := changed_policy(value, nonce, self._messages(port) if nonce else None):
                    changed.append((name, policy))
            elif name not in left_out:
                changed.append((name, value))
        return changed, Injection(self._tags(nonce, port)) if nonce else None

    def _tags(self, nonce: str, port: int) -> bytes:
        base = self._address.replace("{port}", str(port))
        options = {
            "port": port,
            "base": urlsplit(base).path,
            "embedders": [f"{urlsplit(base).scheme}://{urlsplit(base).netloc}"],
            "messages": self._messages(port),
            "exceptions": bool(self._forward_errors),
            "console": self._forward_errors is True,
        }
        own = [inline_tag(f"({source})({json.dumps(options)})", nonce) for source in self._scripts]
        return "".join([*own, *([self.script.tag(nonce)] if self.script else [])]).encode("ascii")

    def _messages(self, port: int) -> str:
        return self._address.replace("{port}", str(port)) + PATH.lstrip("/")

    def _led(self, location: str, port: int, path: str) -> str:
        """Return an address of a server of the container as the browser finds it; others stay."""
        target = urlsplit(urljoin(f"http://localhost:{port}{path}", location))
        if target.hostname not in OWN:
            return location
        base = self._address.replace("{port}", str(target.port or 80))
        rest = target._replace(scheme="", netloc="", path=target.path.lstrip("/")).geturl()
        return base + rest
