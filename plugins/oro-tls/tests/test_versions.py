"""Nothing older than TLS 1.2 is spoken, as client and as server, whatever a page asks for."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import anyio.to_thread
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_tls.certificates.ciphers import VERSIONS, version_number, version_range

from oro_framework.errors import InvalidArgument
from oro_framework.testing.old_tls import pinned_to_version

from .authority import Authority
from .conftest import PATIENCE, Opener
from .peers import SecurePeer, client_context, context_of

pytestmark = pytest.mark.anyio

ROOT = Authority()
LOCAL = ROOT.issue("localhost", "127.0.0.1")
OLD = [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1]
ASKED: list[dict[str, Any]] = [{}, {"minVersion": "TLSv1", "ciphers": "ALL:@SECLEVEL=0"}]


@pytest.mark.parametrize("asked", ASKED, ids=["by default", "asked for 1.0"])
@pytest.mark.parametrize("version", OLD)
async def test_a_server_that_speaks_only_an_old_version_is_refused(
    version: ssl.TLSVersion, asked: dict[str, Any], opened: Opener
) -> None:
    async with opened() as app:
        with SecurePeer(LOCAL, context=pinned_to_version(context_of(LOCAL, server=True), version)) as peer:
            to: dict[str, Any] = {"id": "1", "host": "localhost", "port": peer.port, "ca": ROOT.pem}
            answer = await app.json("tls.connect", **to, **asked)
        assert answer.err["code"] == "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"
        assert "UNSUPPORTED_PROTOCOL" in peer.failures[0]


@pytest.mark.parametrize("asked", ASKED, ids=["by default", "asked for 1.0"])
@pytest.mark.parametrize("version", OLD)
async def test_a_client_that_speaks_only_an_old_version_is_refused(
    version: ssl.TLSVersion, asked: dict[str, Any], opened: Opener
) -> None:
    def client(port: int) -> str:
        context = pinned_to_version(client_context(ROOT), version)
        with (
            socket.create_connection(("127.0.0.1", port), PATIENCE) as plain,
            pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION") as raised,
        ):
            context.wrap_socket(plain, server_hostname="localhost")
        return str(raised.value)

    async with opened() as app:
        given = {"cert": LOCAL.pem, "key": LOCAL.key_pem, "port": 0, "address": "127.0.0.1", **asked}
        port = int((await app.json("tls.server.open", id="9", **given)).data["port"])
        async with anyio.create_task_group() as group:
            refusals: list[str] = []

            async def ask() -> None:
                refusals.append(await anyio.to_thread.run_sync(client, port))

            group.start_soon(ask)
            told = await app.told("tls.server.connection")
            await app.call("tls.server.accept", serverId=9, clientId=told.data["clientId"])
        assert len(refusals) == 1


@given(st.sampled_from(["", *VERSIONS]), st.sampled_from(["", *VERSIONS]))
def test_no_range_begins_below_the_oldest(minimum: str, maximum: str) -> None:
    """Whatever is asked for, TLS 1.2 is the oldest that is spoken, or nothing is."""
    if maximum in ("TLSv1", "TLSv1.1"):
        with pytest.raises(InvalidArgument, match=r"older than TLSv1\.2"):
            version_range(minimum, maximum)
    else:
        oldest, newest = version_range(minimum, maximum)
        assert oldest >= version_number("TLSv1.2")
        assert newest == version_number(maximum or "TLSv1.3")
