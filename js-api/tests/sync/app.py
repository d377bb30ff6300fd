"""The app of the tests of synchronous calls: the bytes of the call, given back in every way a route can answer."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Literal

from oro_framework import Call, Service, hookimpl, route
from oro_framework.types import ByteStream, FileResponse, Response

Way = Literal["bytes", "at once", "response", "stream", "file", "part", "json"]


class Echo(Service):
    """Gives back what it is given."""

    name = "echo"

    @route("test.echo")
    async def echo(self, call: Call, way: Way) -> bytes | Response | ByteStream | FileResponse:
        """Answer with the body."""
        if way == "response":
            return Response(body=call.body, headers=[("content-length", str(len(call.body))), ("x-way", way)])
        if way == "json":
            return Response(body=call.body, headers=[("content-type", "application/json")])
        if way == "stream":
            return ByteStream(_chunks(call.body))
        if way in ("file", "part"):
            return _file(call.body, way == "part")
        return call.body

    @route("test.plain")
    def plain(self, call: Call) -> bytes:
        """Answer with the body, on whatever thread asks."""
        return call.body


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body[:1]
    yield body[1:]


def _file(body: bytes, part: bool) -> FileResponse:
    fd = os.memfd_create("echo")
    os.write(fd, b"before" + body + b"after" if part else body)
    return FileResponse(fd=fd, offset=6, length=len(body)) if part else FileResponse(fd=fd)


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the service."""
    return [Echo]
