"""TLS without I/O: ciphertext in and out, plaintext out and in; OpenSSL does the work.

Rules
1. `feed` takes bytes from the peer, in pieces of any size; `outgoing` gives bytes to be sent to it. After
   every call that may have made some, the caller sends it, alerts included.
2. `handshake` is called after every `feed` until it is True; then `read` and `write` may be.
3. A peer's certificate is never refused here: its faults are collected, and the caller decides.
"""

from __future__ import annotations

from typing import Any

from cryptography import x509
from OpenSSL import SSL, crypto

from oro_framework.errors import InvalidArgument
from oro_tls.certificates.certificate import alternative_names, legacy, legacy_chain, name_object
from oro_tls.certificates.contexts import NoCommonProtocol
from oro_tls.errors import HandshakeCut, TlsFailed
from oro_tls.verification import Finding, finding, is_address

__all__ = ("Engine", "server_name")

_RECORDS = 64 * 1024


class Engine:
    """One end of a TLS connection.

    Args:
        context: certificates, roots, versions.
        server: which end.
        verify: whether the peer is asked for a certificate; a server's always is.
        required: whether a client that shows none is refused.
        keylog: whether the secrets are kept.
    """

    def __init__(
        self,
        context: SSL.Context,
        *,
        server: bool = False,
        verify: bool = True,
        required: bool = False,
        keylog: bool = False,
    ) -> None:
        self.connection = SSL.Connection(context, None)
        self.server = server
        self.secrets: list[str] = []
        """The secrets as lines of a key log."""
        if keylog:
            self.connection.set_app_data(self.secrets)
        self.established = False
        self.findings: list[Finding] = []
        """The faults of the peer's certificate, in the order found."""
        self.verified = False
        """Whether the peer showed a certificate in this handshake; a resumed session needs none."""
        self.requested_name = ""
        """The host the client wants (SNI)."""
        mode = SSL.VERIFY_PEER if verify else SSL.VERIFY_NONE
        self.connection.set_verify(mode | SSL.VERIFY_FAIL_IF_NO_PEER_CERT if required else mode, self._checked)
        if server:
            self.connection.set_accept_state()
        else:
            self.connection.set_connect_state()

    def name_host(self, name: bytes) -> None:
        """Name the wanted host to the server (SNI), unless it is empty."""
        if name:
            self.requested_name = name.decode("ascii")
            self.connection.set_tlsext_host_name(name)

    def offer(self, protocols: tuple[str, ...]) -> None:
        """Offer protocols to speak (ALPN), the best first."""
        if protocols:
            self.connection.set_alpn_protos([item.encode() for item in protocols])

    # -- bytes -------------------------------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Take bytes that came from the peer."""
        view = memoryview(data)
        while view:
            view = view[self.connection.bio_write(bytes(view)) :]

    def outgoing(self) -> bytes:
        """Return the bytes to be sent to the peer."""
        parts = []
        while True:
            try:
                parts.append(self.connection.bio_read(_RECORDS))
            except SSL.WantReadError:
                return b"".join(parts)

    def handshake(self) -> bool:
        """Go on with the handshake as far as what came allows; return whether it is done.

        Raises:
            TlsFailed: it cannot be done.
            HandshakeCut: the peer ended it.
        """
        try:
            self.connection.do_handshake()
        except SSL.WantReadError:
            return False
        except (SSL.SysCallError, SSL.ZeroReturnError) as error:
            raise HandshakeCut from error
        except NoCommonProtocol as error:
            raise TlsFailed("no application protocol") from error
        except SSL.Error as error:
            raise TlsFailed.of(error) from error
        self.established = True
        if self.server:
            self.requested_name = (self.connection.get_servername() or b"").decode("ascii", "replace")
        return True

    def read(self, limit: int) -> bytes | None:
        """Return plaintext, at most `limit` bytes; None when more must come first; empty at the end.

        Raises:
            TlsFailed: the bytes were changed on the way.
        """
        parts: list[bytes] = []
        while limit > 0:
            try:
                parts.append(self.connection.recv(limit))
            except SSL.WantReadError:
                return b"".join(parts) or None
            except (SSL.ZeroReturnError, SSL.SysCallError):
                return b"".join(parts)
            except SSL.Error as error:
                if parts:
                    break
                raise TlsFailed.of(error) from error
            limit -= len(parts[-1])
        return b"".join(parts)

    def write(self, data: bytes | memoryview) -> None:
        """Encrypt bytes.

        Raises:
            TlsFailed: this side has ended, or the connection broke.
        """
        view = memoryview(data)
        while view:
            try:
                view = view[self.connection.send(bytes(view[:_RECORDS])) :]
            except SSL.Error as error:
                raise TlsFailed.of(error) from error

    def close_notify(self) -> None:
        """End this side; what the peer sends can still be read."""
        try:
            self.connection.shutdown()
        except SSL.Error:
            # The handshake was not done, so there is nothing to end.
            return

    # -- the terms agreed on -----------------------------------------------------------------------

    @property
    def certificate(self) -> x509.Certificate | None:
        """The peer's certificate.

        Raises:
            TlsFailed: OpenSSL could read it, but cryptography cannot.
        """
        try:
            return self.connection.get_peer_certificate(as_cryptography=True)
        except ValueError as error:
            raise TlsFailed("bad certificate") from error

    @property
    def chain(self) -> list[x509.Certificate]:
        """The peer's certificate and what it sent along; for a verified peer, up to the root."""
        verified = self.connection.get_verified_chain(as_cryptography=True)
        return verified or self.connection.get_peer_cert_chain(as_cryptography=True) or []

    @property
    def protocol(self) -> str:
        """The version spoken, such as `TLSv1.3`."""
        return self.connection.get_protocol_version_name()

    @property
    def alpn(self) -> str | None:
        """The protocol agreed on."""
        return self.connection.get_alpn_proto_negotiated().decode("utf-8", "replace") or None

    # -- certificates as Node shows them ------------------------------------------------------------

    def peer_names(self) -> dict[str, Any]:
        """Return the subject and the alternative names of the peer's certificate."""
        certificate = self.certificate
        if certificate is None:
            return {"subject": None, "sans": []}
        return {"subject": name_object(certificate.subject), "sans": alternative_names(certificate)}

    def peer_certificate(self, *, detailed: bool) -> dict[str, Any] | None:
        """Return the fields of the peer's certificate, with its issuers' in it if `detailed`; None when it has none."""
        certificate = self.certificate
        if certificate is None:
            return None
        if not detailed:
            return legacy(certificate)
        chain = self.chain
        return legacy_chain(chain if certificate in chain[:1] else [certificate, *chain])

    def own_certificate(self) -> dict[str, Any] | None:
        """Return the fields of the certificate this side shows, None when it shows none."""
        own = self.connection.get_certificate(as_cryptography=True)
        return None if own is None else legacy(own)

    def _checked(self, _c: Any, _x: crypto.X509, number: int, _depth: int, ok: int) -> bool:
        self.verified = True
        if not ok:
            self.findings.append(finding(number))
        return True


def server_name(name: str) -> bytes:
    """Return a host's name as servers get it, nothing for an address.

    Raises:
        InvalidArgument: it is no host's name.
    """
    if is_address(name):
        return b""
    try:
        encoded = name.removesuffix(".").encode("ascii" if name.isascii() else "idna")
    except UnicodeError as error:
        raise InvalidArgument(f'Cannot use "{name[:80]}" as servername: it is no host name') from error
    if not 0 < len(encoded) < 256 or b"\0" in encoded:
        raise InvalidArgument(f'Cannot use "{name[:80]}" as servername: it is no host name')
    return encoded
