"""Handshakes: sockets made secure as clients or servers, and the terms agreed on."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from OpenSSL import SSL

from oro_framework.pins import PinSet
from oro_tls.certificates.ciphers import standard_name
from oro_tls.certificates.contexts import Contexts
from oro_tls.certificates.key_exchange import ephemeral
from oro_tls.certificates.peer_check import authorization, check_pins, pin_of, refusal
from oro_tls.certificates.pins import PROVIDER, Pinned, pins_for
from oro_tls.certificates.sessions import Session, Sessions
from oro_tls.options import TlsOptions
from oro_tls.secure.engine import Engine, server_name
from oro_tls.secure.secure_server import SecureServer
from oro_tls.secure.tls_stream import TlsStream
from oro_tls.sockets.streams import TcpStream
from oro_tls.verification import Finding

__all__ = ("ClientTerms", "Handshakes")


class ClientTerms(Struct, frozen=True):
    """The terms on which a client connects."""

    options: TlsOptions
    context: SSL.Context
    pins: Pinned
    name: str
    """The host the certificate must be for."""
    wanted: bytes
    """The host named to the server (SNI)."""
    resumed: Session | None
    """The session to resume."""


class Handshakes:
    """Makes sockets secure, and keeps the sessions that clients may resume."""

    def __init__(self) -> None:
        self._contexts = Contexts()
        self._sessions = Sessions()

    def client_terms(self, options: TlsOptions, pins: PinSet, host: str, port: int | None) -> ClientTerms:
        """Return the terms on which a client connects to a host.

        Raises:
            InvalidArgument: an option makes no sense.
            BadCredentials: a certificate, key or list of ciphers cannot be used.
            PinsInvalid: an entry is neither a line nor a pin.
        """
        name = options.servername or host
        return ClientTerms(
            options=options,
            context=self._contexts.client(options),
            pins=pins_for(options, pins, host, port),
            name=name,
            wanted=server_name(name),
            resumed=self._sessions.find(options.session) if options.session else None,
        )

    async def connect(self, terms: ClientTerms, tcp: TcpStream) -> TlsStream:
        """Make a socket secure as a client.

        Raises:
            TlsFailed: there are no common terms.
            CertificateRefused: the certificate is not good, or of another host.
            PinRefused: it is not one of those pinned.
            HandshakeCut: the peer ended the connection.
            HandshakeTimedOut: it took too long.
        """
        engine, options = _client_engine(terms), terms.options
        secure = TlsStream(tcp, engine)
        await secure.establish(options.handshakeTimeout)
        resumed = terms.resumed is not None and not engine.verified
        if terms.resumed is not None and resumed:
            engine.findings.extend(terms.resumed.findings)
        wrong = authorization(engine.findings, engine.certificate, terms.name if options.checkHostname else "")
        if wrong is not None and options.rejectUnauthorized:
            raise refusal(wrong, engine.certificate)
        check_pins(terms.pins, engine.certificate)
        secure.details = {**_agreed(engine, wrong), "sessionReused": resumed}
        if engine.protocol != "TLSv1.3":
            secure.details["session"] = self.ticket(engine)
        return secure

    def server(self, options: TlsOptions) -> SecureServer:
        """Return the certificates and options of a new server.

        Raises:
            BadCredentials: a certificate, key or list of ciphers cannot be used.
        """
        return SecureServer(options)

    def checked(self, server: object) -> SecureServer:
        """Return what `server` made, typed."""
        assert isinstance(server, SecureServer)
        return server

    async def accept(self, server: SecureServer, tcp: TcpStream, own: TlsOptions | None = None) -> TlsStream:
        """Make a socket secure as the server of it.

        Args:
            server: its certificates and options.
            tcp: the socket.
            own: another certificate for this connection alone.

        Raises:
            TlsFailed: there are no common terms.
            CertificateRefused: the peer had to show a certificate and did not show a good one.
            HandshakeCut: the peer ended the connection.
            HandshakeTimedOut: it took too long.
        """
        engine, options = server.engine(own), server.options
        secure = TlsStream(tcp, engine)
        await secure.establish(options.handshakeTimeout)
        wrong = authorization(engine.findings, engine.certificate, "") if options.requestCert else None
        if wrong is not None and options.rejectUnauthorized:
            raise refusal(wrong, engine.certificate)
        secure.details = _agreed(engine, wrong)
        if not options.requestCert:
            secure.details["authorized"] = False
        return secure

    def ticket(self, engine: Engine) -> str | None:
        """Return the ticket of a connection's session as it stands, None when it has none."""
        session = engine.connection.get_session()
        return None if session is None else self._sessions.add(Session(session, tuple(engine.findings)))


def _client_engine(terms: ClientTerms) -> Engine:
    engine = Engine(terms.context, keylog=terms.options.keylog)
    engine.offer(terms.options.alpnProtocols)
    engine.name_host(terms.wanted)
    if terms.resumed is not None:
        engine.connection.set_session(terms.resumed.session)
    return engine


def _agreed(engine: Engine, wrong: Finding | None) -> dict[str, Any]:
    """Return the terms agreed on, for answers."""
    connection = engine.connection
    cipher = connection.get_cipher_name() or ""
    return {
        "provider": PROVIDER,
        "protocol": engine.protocol,
        "cipher": {
            "name": cipher,
            "standardName": standard_name(cipher),
            "version": connection.get_cipher_version(),
        },
        "alpnProtocol": engine.alpn,
        "servername": engine.requested_name or None,
        "authorized": wrong is None,
        "authorizationError": wrong and wrong.reason,
        "authorizationCode": wrong and wrong.code,
        "peerPin": pin_of(engine.certificate),
        "ephemeral": None if engine.server else ephemeral(connection.get_group_name(), cipher),
        **({"keylog": engine.secrets} if engine.secrets else {}),
    }
