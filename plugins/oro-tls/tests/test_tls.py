"""TLS in a whole host, both ends of it a page's."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from .authority import Authority
from .conftest import App, Opener

pytestmark = pytest.mark.anyio

ROOT = Authority()
LOCAL = ROOT.issue("localhost", "127.0.0.1")


async def serving(app: App, **options: Any) -> int:
    """Open a server of id 100 and return its port."""
    given = {"cert": LOCAL.pem, "key": LOCAL.key_pem, **options}
    reply = await app.json("tls.server.open", id="100", port=0, address="127.0.0.1", **given)
    return int(reply.data["port"])


async def meet(app: App, port: int, accept: dict[str, Any] | None = None, **options: Any) -> tuple[Any, Any]:
    """Connect socket 1 to the server of the page; return what both calls answered, data or error."""
    answers: dict[str, Any] = {}

    async def connect() -> None:
        given = {"host": "localhost", "ca": ROOT.pem, **options}
        answers["client"] = (await app.json("tls.connect", id="1", port=port, **given)).json()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(connect)
        told = await app.told("tls.server.connection")
        reply = await app.call("tls.server.accept", serverId=100, clientId=told.data["clientId"])
        answers["server"] = reply.json()
    client, server = answers["client"], answers["server"]
    return client.get("data") or client["err"], server.get("data") or server["err"]


async def test_two_ends_agree(opened: Opener) -> None:
    async with opened() as app:
        port = await serving(app)
        client, server = await meet(app, port)
        assert client["authorized"] is True, client
        assert (client["provider"], client["protocol"]) == ("openssl", "TLSv1.3")
        assert client["cipher"] == {
            "name": "TLS_AES_256_GCM_SHA384",
            "standardName": "TLS_AES_256_GCM_SHA384",
            "version": "TLSv1.3",
        }
        assert server["servername"] == "localhost"
        told = await app.told("tls.server.secureConnection")
        assert told.data["clientId"] == server["id"]
        await app.ok("tls.write", b"hello", id=1)
        async with app.reading("tls", server["id"]) as reader:
            assert await reader.exactly(5) == b"hello"
            await app.ok("tls.shutdown", id=1)
            assert await reader.rest() == b""
        await app.ok("tls.write", b"bye", id=server["id"])
        await app.ok("tls.shutdown", id=server["id"])
        assert await app.read_all("tls", 1) == b"bye"
