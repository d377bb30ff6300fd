"""The service that answers `tls.*`: TLS over TCP."""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import partial
from typing import Any, Literal

from oro_framework.endpoints import Endpoint
from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.service import route
from oro_framework.types import Call
from oro_tls.certificates.client_hello import Hello, read_hello
from oro_tls.certificates.peer_check import PROVIDER, parse_pins
from oro_tls.errors import AlreadyReading, NotOpen, failing
from oro_tls.options import TlsOptions
from oro_tls.secure.secure_connection import Secure
from oro_tls.services.base import Setup
from oro_tls.services.net import Net
from oro_tls.services.tls_base import TlsBase
from oro_tls.shared import shared

__all__ = ("Tls",)


class Tls(TlsBase):
    """TLS sockets for pages. One belongs to the window that opened it and closes with its page."""

    name = "tls"
    on_demand = True

    @shared("upgrade", waits=True)
    async def upgrade(
        self, call: Call, *, id: str, socket: str, host: str = "", port: int = 0, head: str = "", isServer: bool = False
    ) -> dict[str, Any]:
        """Speak TLS over an open socket of `net`, which is this one from now on; options as for connect or a server.

        What a page reads from the socket ends here; what it read of TLS already it gives back as `head`, base64.
        If cancelled, the socket is closed.

        Raises:
            NotOpen: there is no such socket.
            OutOfScope: the permission is narrowed to other peers.
            TlsFailed: there are no common terms.
        """
        net = self.host.service("net")
        if not isinstance(net, Net):
            raise Unsupported("Cannot speak TLS over a socket: the service net is not running")
        plain = net.connection(call, socket)
        peer = plain.wire.tcp.peer
        if peer is not None:
            self.check_peer(host or peer.address, peer)
        connection = self.add_connection(call, id)
        with self.establishing(connection, 0):
            await self.prepare()
            setup = self._upgrading(call, host, port, peer, server=isServer)
            tcp = plain.take()
            tcp.put_back(_bytes("head", head) + tcp.returned)
            connection.hold(tcp)
            net.end(plain)
            connection.open(await setup(tcp))
        return {"id": id, **connection.wire.describe()}

    # -- servers -----------------------------------------------------------------------------------

    @shared("server.hello", waits=True)
    async def hello(self, call: Call, *, serverId: str, clientId: str) -> Hello:
        """Wait for what a client that has not been accepted says first, and return what it wants.

        If cancelled, nothing of it is lost.

        Raises:
            NotOpen: there is no such server, or the connection waits no more.
            AlreadyReading: that is being done.
            SocketFailed: the connection broke.
        """
        listener = self.listener(call, serverId)
        tcp = listener.pending.get(clientId)
        if tcp is None:
            raise NotOpen(clientId)
        if clientId in listener.asked:
            raise AlreadyReading(clientId)
        listener.asked.add(clientId)
        came = b""
        try:
            while (said := read_hello(came)) is None:
                with failing("read"):
                    more = await tcp.receive()
                came += more
                if not more:
                    return Hello()
        finally:
            listener.asked.discard(clientId)
            tcp.put_back(came)
        return said

    @shared("server.addContext")
    def add_context(self, call: Call, *, id: str, hostname: str) -> dict[str, str]:
        """Show other certificates to clients that want `hostname` (SNI).

        Raises:
            NotOpen: there is no server of that id.
            BadCredentials: they cannot be used.
        """
        self.listener(call, id).setup.add(hostname, TlsOptions.of(call.params))
        return {"id": id}

    @shared("server.setSecureContext")
    def set_secure_context(self, call: Call, *, id: str) -> dict[str, str]:
        """Show other certificates to clients that connect from now on.

        Raises:
            NotOpen: there is no server of that id.
            BadCredentials: they cannot be used.
        """
        self.listener(call, id).setup.replace(TlsOptions.of(call.params))
        return {"id": id}

    # -- what was agreed on ------------------------------------------------------------------------

    @shared("peerCertificate")
    def peer_certificate(self, call: Call, *, id: str, detailed: bool = False) -> dict[str, Any] | None:
        """Return the peer's certificate as Node shows it, None when it showed none; `raw` and `pubkey` are base64.

        With `detailed`, issuers' are in it as `issuerCertificate`.

        Raises:
            NotOpen: there is no socket of that id.
        """
        from oro_tls.certificates.certificate import legacy, legacy_chain

        engine = self._engine(call, id)
        if engine.certificate is None:
            return None
        if not detailed:
            return legacy(engine.certificate)
        chain = engine.chain
        return legacy_chain(chain if engine.certificate in chain[:1] else [engine.certificate, *chain])

    @shared("certificate")
    def certificate(self, call: Call, *, id: str) -> dict[str, Any] | None:
        """Return the certificate this side shows, None when it shows none.

        Raises:
            NotOpen: there is no socket of that id.
        """
        from oro_tls.certificates.certificate import legacy

        own = self._engine(call, id).connection.get_certificate(as_cryptography=True)
        return None if own is None else legacy(own)

    @shared("session")
    def session(self, call: Call, *, id: str) -> str | None:
        """Return a ticket with which a later connect takes this session up again, None when there is none yet.

        In TLS 1.3 the server sends sessions with its first bytes or after.

        Raises:
            NotOpen: there is no socket of that id.
        """
        return self.ticket(self._engine(call, id))

    @shared("finished")
    def finished(self, call: Call, *, id: str) -> dict[str, str | None]:
        """Return both Finished messages of the handshake, base64.

        Raises:
            NotOpen: there is no socket of that id.
        """
        connection = self._engine(call, id).connection
        return {"local": _text(connection.get_finished()), "peer": _text(connection.get_peer_finished())}

    @shared("exporter")
    def exporter(self, call: Call, *, id: str, length: int, label: str, context: str | None = None) -> str | None:
        """Return secret bytes only both ends know (RFC 5705), base64.

        Args:
            call: the invocation.
            id: of the socket.
            length: bytes wanted.
            label: what they are for.
            context: base64.

        Raises:
            NotOpen: there is no socket of that id.
        """
        if not 0 < length <= 65536:
            raise InvalidArgument(f"Cannot export {length} bytes: it must be 1 to 65536")
        connection = self._engine(call, id).connection
        given = None if context is None else _bytes("context", context)
        return _text(connection.export_keying_material(label.encode(), length, given))

    # -- pins --------------------------------------------------------------------------------------

    @route("tls.setPins", permission="tls")
    def set_pins(
        self, call: Call, *, value: str | list[str] = "", mode: Literal["append", "replace"] = "replace"
    ) -> dict[str, str]:
        """Pin certificates for connections made from now on; `mode` says what becomes of earlier pins.

        Raises:
            PinsInvalid: a line is none; nothing has changed.
        """
        pins = parse_pins(value)
        self.pins = self.pins.adding(pins) if mode == "append" else pins
        return {"value": str(self.pins)}

    @route("tls.getPins", permission="tls")
    def get_pins(self, call: Call) -> dict[str, str]:
        """Return what is pinned, as lines."""
        return {"value": str(self.pins)}

    # -- what there is -----------------------------------------------------------------------------

    @route("tls.provider", permission="tls")
    def provider(self, call: Call) -> dict[str, str]:
        """Return who does the work."""
        from OpenSSL import SSL

        return {"provider": PROVIDER, "version": SSL.OpenSSL_version(SSL.OPENSSL_VERSION).decode()}

    @route("tls.ciphers", permission="tls")
    def ciphers(self, call: Call) -> list[str]:
        """Return the names of every cipher suite, in lower case."""
        from oro_tls.certificates.ciphers import cipher_names

        return list(cipher_names())

    @route("tls.rootCertificates", permission="tls")
    def root_certificates(self, call: Call) -> list[str]:
        """Return what the system trusts, each in PEM."""
        from oro_tls.certificates.trust import roots

        return roots()

    def _upgrading(self, call: Call, host: str, port: int, peer: Endpoint | None, *, server: bool) -> Setup:
        if server:
            from oro_tls.secure.secure_server import SecureServer

            return partial(self.accepted, SecureServer(TlsOptions.of(call.params)))
        asked = host or ("localhost" if peer is None else peer.address)
        return self.client(call, asked, port or (None if peer is None else peer.port))

    def _engine(self, call: Call, id: str) -> Any:
        wire = self.connection(call, id).wire
        assert isinstance(wire, Secure)
        return wire.engine


def _bytes(what: str, text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError as error:
        raise InvalidArgument(f'Cannot use "{what}": it is no base64') from error


def _text(data: bytes | None) -> str | None:
    return None if data is None else b64encode(data).decode()
