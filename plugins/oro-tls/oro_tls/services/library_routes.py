"""Routes that tell what the TLS library and the system offer."""

from __future__ import annotations

from oro_framework.service import route
from oro_framework.types import Call
from oro_tls.certificates.pins import PROVIDER

__all__ = ("LibraryRoutes",)


class LibraryRoutes:
    """The library, its ciphers, and the system's roots."""

    @route("provider")
    def provider(self, call: Call) -> dict[str, str]:
        """Return the name and version of the TLS library."""
        # OpenSSL takes long to import; see TlsTransport.
        from OpenSSL import SSL

        return {"provider": PROVIDER, "version": SSL.OpenSSL_version(SSL.OPENSSL_VERSION).decode()}

    @route("ciphers")
    def ciphers(self, call: Call) -> list[str]:
        """Return the names of every cipher suite, in lower case."""
        # This imports OpenSSL; see TlsTransport.
        from oro_tls.certificates.ciphers import cipher_names

        return list(cipher_names())

    @route("rootCertificates")
    def root_certificates(self, call: Call) -> list[str]:
        """Return the certificates the system trusts, each in PEM."""
        # Imported at first use: a start imports no library that only some calls need, and this one is certifi.
        from oro_tls.certificates.roots import roots

        return roots()
