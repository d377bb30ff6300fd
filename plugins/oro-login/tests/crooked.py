"""A provider that answers as a test says: right in everything, unless told otherwise."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

__all__ = ("Crooked", "crooked")

Answer = tuple[int, dict[str, Any]]


class Crooked:
    """What the provider answers; a test replaces the parts it is about."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.keys = {"first": RSAKey.generate_key(2048, {"kid": "first"})}
        self.signs_with = "first"
        self.published: dict[str, Any] = {}
        """Members of the discovered document in place of its own."""
        self.redirected: dict[str, str] = {}
        """Parameters of the redirect address in place of its own; an empty one is left out."""
        self.claims: dict[str, Any] = {}
        """Members of id_tokens in place of their own."""
        self.tokens: dict[str, Any] = {}
        """Members of answers of the token endpoint in place of their own."""
        self.forge: Callable[[str], str] = lambda token: token
        self.refuses: list[Answer] = []
        """Answers of the token endpoint to come before any other."""
        self.device: dict[str, Any] = {"interval": 0.01}
        self.asked: list[dict[str, str]] = []
        """Forms that the token endpoint was sent."""
        self.times: list[float] = []
        """When it was sent them."""
        self.seen: list[tuple[str, dict[str, str]]] = []
        """Path and headers of every request."""
        self.release = threading.Event()
        """Cleared, it has the token endpoint wait."""
        self.release.set()
        self._nonce: str | None = None

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser is sent to."""
        self._nonce = query.get("nonce")
        given = {"code": "a code", "state": query["state"], "iss": self.issuer, **self.redirected}
        return f"{query['redirect_uri']}?{urlencode({key: value for key, value in given.items() if value})}"

    def token(self, form: dict[str, str]) -> Answer:
        """Return what the token endpoint answers."""
        self.asked.append(form)
        self.times.append(time.monotonic())
        self.release.wait(30)
        if self.refuses:
            return self.refuses.pop(0)
        number = len(self.asked)
        answer = {
            "access_token": f"access {number}",
            "token_type": "Bearer",
            "expires_in": 3600,
            "refresh_token": f"refresh {number}",
            "id_token": self.id_token(form),
            **self.tokens,
        }
        return 200, {key: value for key, value in answer.items() if value is not None}

    def id_token(self, form: dict[str, str]) -> str:
        """Return a signed id_token."""
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": "ada", "aud": "app", "iat": now, "exp": now + 300, "nonce": self._nonce}
        claims = {key: value for key, value in {**claims, **self.claims}.items() if value is not None}
        key = self.keys[self.signs_with]
        return self.forge(jwt.encode({"alg": "RS256", "kid": self.signs_with}, claims, key))

    def document(self, path: str) -> dict[str, Any]:
        """Return what is got without a form."""
        if path == "/jwks":
            return {"keys": [key.as_dict(private=False) for key in self.keys.values()]}
        if path == "/user":
            return {"id": 7, "login": "ada"}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "device_authorization_endpoint": f"{self.issuer}/device",
            "authorization_response_iss_parameter_supported": True,
            **self.published,
        }

    def code_for_device(self) -> dict[str, Any]:
        """Return what the device endpoint answers."""
        given = {
            "device_code": "device",
            "user_code": "ABCD",
            "verification_uri": f"{self.issuer}/type",
            "expires_in": 30,
        }
        return {**given, **self.device}


@contextmanager
def crooked() -> Iterator[Crooked]:
    """Run the provider during the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = False
    provider = Crooked(f"http://127.0.0.1:{server.server_address[1]}")
    server.provider = provider  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        provider.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    @property
    def provider(self) -> Crooked:
        found: Crooked = self.server.provider  # type: ignore[attr-defined]
        return found

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        query = dict(parse_qsl(split.query))
        self.provider.seen.append((split.path, {name.lower(): value for name, value in self.headers.items()}))
        if split.path == "/authorize":
            return self._send(302, b"", location=self.provider.authorize(query))
        if split.path == "/to":
            return self._send(int(query.get("status", "302")), b"", location=query["url"])
        if split.path == "/loop":
            return self._send(302, b"", location="/loop")
        if split.path == "/api/refuses":
            known = self.headers.get("authorization") == query.get("only")
            return self._send(200 if known else 401, b"{}")
        return self._send(200, json.dumps(self.provider.document(split.path)).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        form = dict(parse_qsl(body.decode()))
        path = urlsplit(self.path).path
        if path == "/to":
            return self.do_GET()
        if path == "/device":
            return self._send(200, json.dumps(self.provider.code_for_device()).encode())
        status, answer = self.provider.token(form)
        return self._send(status, json.dumps(answer).encode())

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return
