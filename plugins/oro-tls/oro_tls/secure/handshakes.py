"""What `tls.*` routes stand on: how a connection is made secure, and what a page is told of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from oro_framework.service import load
from oro_framework.types import Call, Host, Push
from oro_tls import settings
from oro_tls.certificates.peer_check import PROVIDER, Pinned, authorization, check_pins, pin_of, pinned, refuse
from oro_tls.certificates.sessions import Kept, Sessions
from oro_tls.options import TlsOptions
from oro_tls.secure.secure_connection import Secure
from oro_tls.services.base import Setup
from oro_tls.services.server_routes import ServerRoutes
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.listener import Listener
from oro_tls.sockets.wire import Tcp, Wire
from oro_tls.target import Target

if TYPE_CHECKING:
    from oro_tls.certificates.contexts import Contexts
    from oro_tls.secure.engine import Engine
    from oro_tls.secure.secure_server import SecureServer
    from oro_tls.verification import Finding

__all__ = ("TlsBase",)


class TlsBase(ServerRoutes):
    """Connections and servers that speak TLS."""

    peers_setting = settings.TLS_PEERS
    binds_setting = settings.TLS_BINDS

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.pins = host.settings[settings.PINS]
        self.sessions = Sessions()

    async def prepare(self) -> None:
        await load("oro_tls.secure.secure_server")

    @cached_property
    def contexts(self) -> Contexts:
        """What clients share."""
        from oro_tls.certificates.contexts import Contexts

        return Contexts()

    def client_setup(self, call: Call, target: Target) -> Setup:
        return self.client(call, target.host, target.port)

    def client(self, call: Call, host: str, port: int | None) -> Setup:
        """Return what makes a socket secure as the client of a host.

        Raises:
            InvalidArgument: an option makes no sense.
            BadCredentials: a certificate, key or list of ciphers cannot be used.
            PinsInvalid: an entry is neither a line nor a pin.
        """
        from oro_tls.secure.engine import Engine, server_name

        options = TlsOptions.of(call.params)
        context = self.contexts.client(options)
        pins = pinned(options, self.pins, host, port)
        name = options.servername or host
        wanted = server_name(name)
        kept = self.sessions.find(options.session) if options.session else None

        async def secured(tcp: Tcp) -> Wire:
            engine = Engine(context)
            engine.offer(options.alpnProtocols)
            engine.name_host(wanted)
            if kept is not None:
                engine.connection.set_session(kept.session)
            secure = Secure(tcp, engine)
            await secure.establish(options.handshakeTimeout)
            reused = kept is not None and not engine.verified
            if kept is not None and reused:
                engine.findings.extend(kept.findings)
            expected = name if options.checkHostname else ""
            wrong = self._admitted(engine, expected, pins, reject=options.rejectUnauthorized)
            secure.details = {**self._agreed(engine, wrong), "sessionReused": reused}
            if engine.protocol != "TLSv1.3":
                secure.details["session"] = self.ticket(engine)
            return secure

        return secured

    def server_setup(self, call: Call) -> SecureServer:
        from oro_tls.secure.secure_server import SecureServer

        return SecureServer(TlsOptions.of(call.params))

    async def welcome(self, call: Call, listener: Listener, connection: Connection, wire: Tcp) -> Wire:
        from oro_tls.certificates.certificate import alternative_names, name_object

        secure = await self.accepted(listener.setup, wire, TlsOptions.of(call.params))
        engine, certificate = secure.engine, secure.engine.certificate
        agreed = {key: secure.details[key] for key in ("provider", "protocol", "cipher", "servername")}
        told = {
            "serverId": listener.id,
            "clientId": connection.id,
            **agreed,
            "subject": None if certificate is None else name_object(certificate.subject),
            "sans": [] if certificate is None else alternative_names(certificate),
            "alpn": engine.alpn,
        }
        if listener.window is not None:
            listener.window.push(Push(source="tls.server.secureConnection", data=told))
        return secure

    async def accepted(self, server: SecureServer, tcp: Tcp, own: TlsOptions | None = None) -> Secure:
        """Make a socket secure as the server of it.

        Args:
            server: what it shows.
            tcp: the socket.
            own: another certificate for this connection alone.

        Raises:
            TlsFailed: there are no common terms.
            CertificateRefused: the peer had to show a certificate and did not show a good one.
            HandshakeCut: the peer ended it.
            HandshakeTimedOut: it took too long.
        """
        engine, options = server.engine(own), server.options
        secure = Secure(tcp, engine)
        await secure.establish(options.handshakeTimeout)
        wrong = None
        if options.requestCert:
            wrong = authorization(engine.findings, engine.certificate, "")
            if wrong is not None and options.rejectUnauthorized:
                raise refuse(wrong, engine.certificate)
        secure.details = self._agreed(engine, wrong)
        if not options.requestCert:
            secure.details["authorized"] = False
        return secure

    def ticket(self, engine: Engine) -> str | None:
        """Return the ticket of a connection's session as it stands, None when it has none."""
        session = engine.connection.get_session()
        return None if session is None else self.sessions.keep(Kept(session, tuple(engine.findings)))

    def _admitted(self, engine: Engine, name: str, pins: Pinned, *, reject: bool) -> Finding | None:
        certificate = engine.certificate
        wrong = authorization(engine.findings, certificate, name)
        if wrong is not None and reject:
            raise refuse(wrong, certificate)
        check_pins(pins, certificate)
        return wrong

    def _agreed(self, engine: Engine, wrong: Finding | None) -> dict[str, Any]:
        from oro_tls.certificates.ciphers import standard_name

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
        }
