"""A registry of npm on loopback, whose packages tests make, or that serves what a script mirrored into a folder."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import tarfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import httpx
import trio
from oro_container.core.tarballs.integrity import sum_of

__all__ = ("Answer", "Registry", "Request", "archive", "member", "serving")

MIRROR = "http://mirror.invalid/"
"""Stands for the registry's own address in what is mirrored."""


@dataclass(frozen=True)
class Request:
    """What a client asked."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Answer:
    """What it is answered."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    """What it says of the length, if that is not true."""
    etag: bool = True
    """Whether a client that has it is told so."""


Raw = Callable[[Request, trio.SocketStream], Awaitable[None]]


class Registry:
    """Packages and whatever else it answers."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Raw | list[Answer | Raw]] = {}
        """By path; of a list, the first is taken off until one is left."""
        self.requests: list[Request] = []
        self.packuments: dict[str, dict[str, Any]] = {}
        self.url = ""
        self.max_age = 0

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def add(
        self,
        name: str,
        version: str,
        files: Mapping[str, bytes | str] | None = None,
        data: bytes | None = None,
        **more: Any,
    ) -> bytes:
        """Publish a version and return its archive."""
        manifest = {"name": name, "version": version, **more}
        if data is None:
            data = archive(
                {"package.json": json.dumps(manifest), "index.js": f"exports.v = '{version}'\n", **(files or {})}
            )
        path = f"/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"
        self.answers[path] = Answer(data)
        listed = {
            **{key: value for key, value in manifest.items() if key != "scripts"},
            "dist": {
                "tarball": MIRROR[:-1] + path,
                "integrity": sum_of(data),
                "shasum": hashlib.sha1(data).hexdigest(),
            },
        }
        if any(key in manifest.get("scripts", {}) for key in ("preinstall", "install", "postinstall")):
            listed["hasInstallScript"] = True
        packument = self.packuments.setdefault(name, {"name": name, "dist-tags": {}, "versions": {}})
        packument["versions"][version] = listed
        packument["dist-tags"]["latest"] = version
        return data

    def answer(self, request: Request) -> Answer | Raw:
        """Find the answer to a request."""
        path = unquote(request.path)
        found = self.answers.get(path)
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        if found is not None:
            return found
        if path[1:] in self.packuments:
            text = json.dumps(self.packuments[path[1:]]).replace(MIRROR, self.url)
            return Answer(text.encode(), headers={"content-type": "application/vnd.npm.install-v1+json"})
        return Answer(b'{"error":"Not found"}', 404)

    async def serve(self, stream: trio.SocketStream) -> None:
        """Answer the requests of one connection."""
        buffer = b""
        with trio.move_on_after(600):
            try:
                while True:
                    while b"\r\n\r\n" not in buffer:
                        if not (some := await stream.receive_some(65536)):
                            return
                        buffer += some
                    head, _, buffer = buffer.partition(b"\r\n\r\n")
                    line, *lines = head.decode("latin-1").split("\r\n")
                    method, path, _ = line.split(" ")
                    headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
                    length = int(headers.get("content-length", 0))
                    while len(buffer) < length:
                        buffer += await stream.receive_some(65536)
                    buffer = buffer[length:]
                    if "://" in path:
                        path = "/" + path.split("/", 3)[3]
                    request = Request(method, path, headers)
                    self.requests.append(request)
                    answer = self.answer(request)
                    if not isinstance(answer, Answer):
                        await answer(request, stream)
                        return
                    await stream.send_all(self._bytes(request, answer))
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                return

    def _bytes(self, request: Request, answer: Answer) -> bytes:
        body, status = answer.body, answer.status
        headers = dict(answer.headers)
        if answer.etag and status == 200:
            headers["etag"] = f'"{hashlib.sha1(body).hexdigest()}"'
            headers["cache-control"] = f"public, max-age={self.max_age}"
            if request.headers.get("if-none-match") == headers["etag"]:
                body, status = b"", 304
        headers["content-length"] = str(len(body) if answer.length is None else answer.length)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {status} OK\r\n{lines}\r\n".encode() + body


@asynccontextmanager
async def serving(registry: Registry, port: int = 0) -> AsyncIterator[Registry]:
    """Serve a registry on loopback."""
    async with trio.open_nursery() as nursery:
        listeners = await trio.open_tcp_listeners(port, host="127.0.0.1")
        registry.url = f"http://127.0.0.1:{listeners[0].socket.getsockname()[1]}/"
        nursery.start_soon(trio.serve_listeners, registry.serve, listeners)
        try:
            yield registry
        finally:
            nursery.cancel_scope.cancel()


def member(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, **more: Any) -> tuple[tarfile.TarInfo, bytes]:
    """Make a member of an archive."""
    info = tarfile.TarInfo(name)
    info.size, info.type, info.mode = len(data), kind, 0o644
    for key, value in more.items():
        setattr(info, key, value)
    return info, data


def archive(
    files: Mapping[str, bytes | str] | None = None,
    *members: tuple[tarfile.TarInfo, bytes],
    format: int = tarfile.PAX_FORMAT,
    top: str = "package",
    level: int = 9,
) -> bytes:
    """Make the archive of a package, of files and of odd members; a low level of compression is quick."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=format) as tar:
        for path, data in (files or {}).items():
            info, content = member(f"{top}/{path}", data.encode() if isinstance(data, str) else data)
            tar.addfile(info, io.BytesIO(content))
        for info, content in members:
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(made.getvalue(), level, mtime=0)


ABBREVIATED = frozenset(
    [
        "name",
        "version",
        "deprecated",
        "dependencies",
        "optionalDependencies",
        "devDependencies",
        "bundleDependencies",
        "peerDependencies",
        "peerDependenciesMeta",
        "acceptDependencies",
        "bin",
        "directories",
        "dist",
        "engines",
        "os",
        "cpu",
        "libc",
        "funding",
        "hasInstallScript",
        "hasShrinkwrap",
        "_hasShrinkwrap",
    ]
)
"""Members of a version that a registry gives those who install."""


class Mirror(Registry):
    """A registry that serves a folder; names of files are paths, quoted.

    Args:
        folder: the files.
        upstream: the registry that is asked for what is not there; without one there is nothing else.
    """

    def __init__(self, folder: Path, upstream: str = "") -> None:
        super().__init__()
        self.max_age = 300
        self._folder = folder
        self._upstream = upstream
        self._made: dict[str, Answer] = {}

    def answer(self, request: Request) -> Answer | Raw:
        path = unquote(request.path)
        if (made := self._made.get(path)) is not None:
            return made
        file = self._folder / quote(path[1:], safe="@")
        if not file.is_file():
            return self._recorded if self._upstream else Answer(b'{"error":"Not found"}', 404)
        body = file.read_bytes()
        headers = {"content-type": "application/octet-stream"}
        if not path.endswith(".tgz"):
            body = gzip.compress(body.replace(MIRROR.encode(), self.url.encode()), 6, mtime=0)
            headers = {"content-type": "application/vnd.npm.install-v1+json", "content-encoding": "gzip"}
        self._made[path] = Answer(body, headers=headers)
        return self._made[path]

    async def _recorded(self, request: Request, stream: trio.SocketStream) -> None:
        """Fetch a file, keep it and answer with it."""
        path = unquote(request.path)
        async with httpx.AsyncClient(timeout=120) as client:
            found = await client.get(self._upstream + request.path[1:], headers={"accept": "application/json"})
        if found.status_code == 200:
            body = found.content if path.endswith(".tgz") else abbreviated(found.json())
            file = self._folder / quote(path[1:], safe="@")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
        answer = self.answer(request) if found.status_code == 200 else Answer(b"{}", found.status_code)
        assert isinstance(answer, Answer)
        await stream.send_all(self._bytes(request, replace(answer, headers={**answer.headers, "connection": "close"})))


def abbreviated(packument: dict[str, Any]) -> bytes:
    """Return metadata as registries give them to those who install."""
    versions = {}
    for version, manifest in packument["versions"].items():
        kept = {key: value for key, value in manifest.items() if key in ABBREVIATED}
        tarball = manifest["dist"]["tarball"]
        kept["dist"] = {**manifest["dist"], "tarball": MIRROR + tarball.split("/", 3)[3]}
        if any(key in (manifest.get("scripts") or {}) for key in ("preinstall", "install", "postinstall")):
            kept["hasInstallScript"] = True
        versions[version] = kept
    kept = {"name": packument["name"], "dist-tags": packument["dist-tags"], "versions": versions}
    return json.dumps({**kept, "modified": packument.get("time", {}).get("modified", "")}).encode()


async def main(folder: str, upstream: str = "") -> None:
    """Serve a folder until the input ends; print the address."""
    async with serving(Mirror(Path(folder), upstream)) as registry:
        print(registry.url, flush=True)
        await trio.lowlevel.wait_readable(sys.stdin)


if __name__ == "__main__":
    trio.run(main, sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
