"""The machine alone: however its bytes are split, both ends agree and say the same."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_tls.certificates.contexts import client_context, server_context
from oro_tls.errors import HandshakeCut, TlsFailed
from oro_tls.options import TlsOptions
from oro_tls.secure.engine import Engine

from .authority import Authority

ROOT = Authority()
LOCAL = ROOT.issue("localhost")
CONTEXTS = {
    version: (
        client_context(TlsOptions(ca=(ROOT.pem,), maxVersion=version)),
        server_context(TlsOptions(cert=(LOCAL.pem,), key=(LOCAL.key_pem,), maxVersion=version)),
    )
    for version in ("TLSv1.2", "TLSv1.3")
}
VERSIONS = st.sampled_from(sorted(CONTEXTS))
SIZES = st.lists(st.integers(1, 900), min_size=1, max_size=30)


class Splitter:
    """Cuts bytes into pieces of given sizes, again and again."""

    def __init__(self, sizes: list[int]) -> None:
        self._sizes, self._at = sizes, 0

    def pieces(self, data: bytes) -> list[bytes]:
        found = []
        while data:
            size = self._sizes[self._at % len(self._sizes)]
            self._at += 1
            found.append(data[:size])
            data = data[size:]
        return found


def pair(version: str) -> tuple[Engine, Engine]:
    client, server = CONTEXTS[version]
    return Engine(client), Engine(server, server=True, verify=False)


def shake(client: Engine, server: Engine, split: Splitter) -> None:
    ends = [(client, server), (server, client)]
    client.handshake()
    while not (client.established and server.established):
        for one, other in ends:
            for piece in split.pieces(one.outgoing()):
                other.feed(piece)
                if not other.established:
                    other.handshake()


def told(sender: Engine, receiver: Engine, split: Splitter) -> bytes:
    parts = []
    for piece in split.pieces(sender.outgoing()):
        receiver.feed(piece)
        while data := receiver.read(100):
            parts.append(data)
    return b"".join(parts)


@given(VERSIONS, SIZES, st.lists(st.binary(max_size=40_000), max_size=4))
def test_any_split_gives_the_same_bytes(version: str, sizes: list[int], messages: list[bytes]) -> None:
    client, server = pair(version)
    split = Splitter(sizes)
    shake(client, server, split)
    assert client.protocol == server.protocol == version
    assert client.findings == []
    told(server, client, split)
    for message in messages:
        client.write(message)
        assert told(client, server, split) == message
        server.write(message)
        assert told(server, client, split) == message
    client.close_notify()
    assert told(client, server, split) == b""
    assert server.read(1) == b""
    server.write(b"still here")
    assert told(server, client, split) == b"still here"


@given(VERSIONS, st.binary(min_size=6, max_size=2000))
def test_any_bytes_are_tls_or_an_error(version: str, noise: bytes) -> None:
    for engine in pair(version):
        engine.feed(noise)
        with contextlib.suppress(TlsFailed, HandshakeCut):
            assert engine.handshake() is False


@given(VERSIONS, st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_bit_is_noticed(version: str, at: int, flip: int) -> None:
    client, server = pair(version)
    shake(client, server, Splitter([10_000]))
    told(server, client, Splitter([10_000]))
    client.write(b"x" * 1000)
    record = bytearray(client.outgoing())
    # The length of a record is in its header: a longer one only waits for more.
    place = 5 + at % (len(record) - 5)
    record[place] ^= flip
    server.feed(bytes(record))
    with pytest.raises(TlsFailed):
        server.read(100_000)


def test_nothing_is_agreed_on_without_a_common_protocol_or_version() -> None:
    for options in (TlsOptions(alpnProtocols=("h2",)), TlsOptions(minVersion="TLSv1.3")):
        offered = server_context(
            TlsOptions(cert=(LOCAL.pem,), key=(LOCAL.key_pem,), alpnProtocols=("http/1.1",), maxVersion="TLSv1.2")
        )
        client = Engine(client_context(TlsOptions(ca=(ROOT.pem,), minVersion=options.minVersion)))
        client.offer(options.alpnProtocols)
        server = Engine(offered, server=True, verify=False)
        with pytest.raises(TlsFailed) as refused:
            shake(client, server, Splitter([10_000]))
        assert refused.value.code in ("ERR_SSL_NO_APPLICATION_PROTOCOL", "ERR_SSL_UNSUPPORTED_PROTOCOL")
        alert = server.outgoing()
        assert alert, "the client is told"
        client.feed(alert)
        with pytest.raises(TlsFailed, match="alert"):
            client.handshake()
