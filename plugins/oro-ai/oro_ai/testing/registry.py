"""A server on loopback that behaves like the model hub and like Ollama's registry, and can be made to misbehave."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from oro_ai.testing.serving import serving

__all__ = ("Registry", "registry")

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
MODEL = "application/vnd.ollama.image.model"
PROJECTOR = "application/vnd.ollama.image.projector"


@dataclass
class Registry:
    """The models of the server, its behaviour, and a record of its requests."""

    address: str = ""
    tags: dict[str, bytes] = field(default_factory=dict)
    """The GGUF file of each `NAMESPACE/MODEL:TAG`."""
    projectors: dict[str, bytes] = field(default_factory=dict)
    """The projector of each `NAMESPACE/MODEL:TAG` that has one."""
    files: dict[str, bytes] = field(default_factory=dict)
    """The content of each `ORG/REPO/FILE`."""
    breaks_after: list[int] = field(default_factory=list)
    """The number of bytes after which each of the next answers with a file breaks."""
    holds_after: list[int] = field(default_factory=list)
    """The number of bytes after which each of the next answers with a file stalls, until `resume` is set."""
    damaged: bool = False
    """True to send files with their last byte changed."""
    token: str = ""
    """The token that every request needs, but those of the storage that it redirects to."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    resume: threading.Event = field(default_factory=threading.Event)
    held: threading.Event = field(default_factory=threading.Event)
    """Set once an answer stalls."""

    def blob(self, digest: str) -> bytes | None:
        """Return the file of a digest; None if there is none."""
        every = [*self.tags.values(), *self.projectors.values(), *self.files.values()]
        return next((data for data in every if hashlib.sha256(data).hexdigest() == digest), None)

    def ranges_asked(self) -> list[str | None]:
        """Return the `Range` header of each request to the storage."""
        return [headers.get("range") for path, headers in self.asked if path.startswith("/storage/")]


class _Handler(BaseHTTPRequestHandler):
    registry: Registry

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.registry.asked.append((self.path, headers))
        parts = self.path.partition("?")[0].strip("/").split("/")
        known = headers.get("authorization") == f"Bearer {self.registry.token}" or not self.registry.token
        match parts:
            case ["storage", digest]:
                self._file(digest, headers)
            case _ if not known:
                self._told(401, {"www-authenticate": "Bearer"})
            case ["v2", namespace, model, "manifests", tag]:
                self._manifest(f"{namespace}/{model}:{tag}")
            case ["v2", _, _, "blobs", digest]:
                self._redirect(digest.removeprefix("sha256:"), 307)
            case ["api", "models", owner, repository, "revision", _]:
                self._listed(f"{owner}/{repository}/")
            case [owner, repository, "resolve", _, *path]:
                data = self.registry.files.get("/".join([owner, repository, *path]))
                self._redirect(hashlib.sha256(data or b"").hexdigest(), 302)
            case _:
                self._told(404)

    def _manifest(self, name: str) -> None:
        data = self.registry.tags.get(name)
        if data is None:
            return self._told(404, body=b'{"errors":[{"code":"MANIFEST_UNKNOWN"}]}')
        digest = hashlib.sha256(data).hexdigest()
        layers = [
            {"mediaType": "application/vnd.ollama.image.template", "digest": f"sha256:{'1' * 64}", "size": 3},
            {"mediaType": MODEL, "digest": f"sha256:{digest}", "size": len(data)},
        ]
        if (seen := self.registry.projectors.get(name)) is not None:
            digest = hashlib.sha256(seen).hexdigest()
            layers.append({"mediaType": PROJECTOR, "digest": f"sha256:{digest}", "size": len(seen)})
        return self._told(200, {"content-type": MANIFEST}, json.dumps({"schemaVersion": 2, "layers": layers}).encode())

    def _listed(self, prefix: str) -> None:
        found = [
            {
                "rfilename": path.removeprefix(prefix),
                "size": len(data),
                "lfs": {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134},
            }
            for path, data in self.registry.files.items()
            if path.startswith(prefix)
        ]
        if not found:
            return self._told(401, body=b'{"error":"Invalid username or password."}')
        listed = {"id": prefix.strip("/"), "siblings": [{"rfilename": "README.md", "size": 5}, *found]}
        return self._told(200, {"content-type": "application/json"}, json.dumps(listed).encode())

    def _redirect(self, digest: str, status: int) -> None:
        if self.registry.blob(digest) is None:
            return self._told(404)
        linked = {"x-linked-etag": f'"{digest}"'} if status == 302 else {}
        return self._told(status, {"location": f"/storage/{digest}", **linked})

    def _file(self, digest: str, headers: dict[str, str]) -> None:
        data = self.registry.blob(digest)
        assert data is not None
        start = int(headers["range"].removeprefix("bytes=").rstrip("-")) if "range" in headers else 0
        if start >= len(data):
            return self._told(416, {"content-range": f"bytes */{len(data)}"})
        if self.registry.damaged:
            data = data[:-1] + bytes([data[-1] ^ 1])
        body = data[start:]
        more = {"content-range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
        breaks = self.registry.breaks_after.pop(0) if self.registry.breaks_after else len(body)
        holds = self.registry.holds_after.pop(0) if self.registry.holds_after else None
        self.send_response(206 if start else 200)
        for name, value in {"content-length": str(len(body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: breaks if holds is None else holds])
        if holds is not None:
            self.wfile.flush()
            self.registry.held.set()
            self.registry.resume.wait()
            self.wfile.write(body[holds:])
        return None

    def _told(self, status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that leave."""


@contextmanager
def registry(**behaviour: object) -> Iterator[Registry]:
    """Run a server for the duration of the block."""
    made = Registry()
    for name, value in behaviour.items():
        setattr(made, name, value)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"registry": made}))
    with serving(server, made.resume.set) as made.address:
        yield made
