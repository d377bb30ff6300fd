"""The certificates of a TLS server: its own, and others by the host the client wants (SNI)."""

from __future__ import annotations

import re

import msgspec
from OpenSSL import SSL

from oro_tls.certificates.contexts import server_context
from oro_tls.options import TlsOptions
from oro_tls.secure.engine import Engine

__all__ = ("SecureServer",)


class SecureServer:
    """The contexts of a server. `*` in a host name means one label, or a part of one.

    Args:
        options: of the server as a whole.
    """

    def __init__(self, options: TlsOptions) -> None:
        self.options = options
        self._context = self._made(options)
        self._named: list[tuple[re.Pattern[str], SSL.Context]] = []

    def replace(self, options: TlsOptions) -> None:
        """Show other certificates to clients that connect from now on; the other options stay.

        Raises:
            BadCredentials: they cannot be used.
        """
        self._context = self._made(self._completed(options))

    def add(self, hostname: str, options: TlsOptions) -> None:
        """Show other certificates to clients that want that host; the host added last is asked first.

        Raises:
            BadCredentials: they cannot be used.
        """
        pattern = re.compile(re.escape(hostname.lower()).replace(r"\*", "[^.]*"))
        self._named.insert(0, (pattern, server_context(self._completed(options))))

    def engine(self, own: TlsOptions | None = None) -> Engine:
        """Return the engine for an accepted connection, which may show a certificate of its own.

        Raises:
            BadCredentials: that cannot be used.
        """
        shows = own is not None and (own.cert or own.pfx)
        context = server_context(self._completed(own)) if own is not None and shows else self._context
        asks = self.options.requestCert
        required = asks and self.options.rejectUnauthorized
        keylog = own is not None and own.keylog
        return Engine(context, server=True, verify=asks, required=required, keylog=keylog)

    def _completed(self, options: TlsOptions) -> TlsOptions:
        """Return options completed by the server's; requests for certificates are always as the server's."""
        return msgspec.structs.replace(
            options,
            alpnProtocols=options.alpnProtocols or self.options.alpnProtocols,
            requestCert=self.options.requestCert,
            ca=self.options.ca if options.ca is None else options.ca,
            minVersion=options.minVersion or self.options.minVersion,
            maxVersion=options.maxVersion or self.options.maxVersion,
            ciphers=options.ciphers or self.options.ciphers,
            dhparam=options.dhparam or self.options.dhparam,
            ecdhCurve=options.ecdhCurve or self.options.ecdhCurve,
            secureOptions=options.secureOptions or self.options.secureOptions,
        )

    def _made(self, options: TlsOptions) -> SSL.Context:
        context = server_context(options)
        context.set_tlsext_servername_callback(self._choose)
        return context

    def _choose(self, connection: SSL.Connection) -> None:
        name = (connection.get_servername() or b"").decode("ascii", "replace").lower()
        context = next((item for pattern, item in self._named if pattern.fullmatch(name)), None)
        if context is not None:
            connection.set_context(context)
