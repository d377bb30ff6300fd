"""OpenSSL contexts made from a page's options; those of clients are kept, as many connections share them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from cryptography import x509
from OpenSSL import SSL, crypto

from oro_tls.certificates.ciphers import DEFAULT_CIPHERS, cipher_lists, version_range
from oro_tls.certificates.credentials import BadCredentials, authorities, identities, revocations
from oro_tls.certificates.key_exchange import use_curve, use_prime
from oro_tls.certificates.roots import WINDOWS, roots_file, windows_roots
from oro_tls.options import TlsOptions

__all__ = ("Contexts", "NoCommonProtocol", "client_context", "server_context")

_MOST = 32
_OF_CONTEXT = (
    "ca",
    "cert",
    "key",
    "keyPassphrase",
    "pfx",
    "crl",
    "minVersion",
    "maxVersion",
    "ciphers",
    "ecdhCurve",
    "secureOptions",
)
_SESSION_ID = b"oro"


class Contexts:
    """Contexts of clients by the options they are made from; those used last are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], SSL.Context] = OrderedDict()

    def client(self, options: TlsOptions) -> SSL.Context:
        """Return the context for a connection.

        Raises:
            BadCredentials: a certificate, key or list of ciphers cannot be used.
            InvalidArgument: there is no such version.
        """
        key = tuple(getattr(options, name) for name in _OF_CONTEXT)
        context = self._kept.pop(key, None) or client_context(options)
        self._kept[key] = context
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return context


def client_context(options: TlsOptions) -> SSL.Context:
    """Make a context that trusts `ca`, or what the system trusts."""
    context = _context(options)
    _trust(context, options)
    return context


def server_context(options: TlsOptions) -> SSL.Context:
    """Make a context that shows a certificate, and may ask for the peer's."""
    context = _context(options)
    context.set_session_id(_SESSION_ID)
    context.set_options(SSL.OP_CIPHER_SERVER_PREFERENCE)
    if options.requestCert:
        _trust(context, options)
        for authority in authorities(options.ca or ()):
            context.add_client_ca(authority.to_cryptography())
    if options.dhparam:
        use_prime(context, options.dhparam, next((each.key for each in identities(options)), None))
    if options.alpnProtocols:
        context.set_alpn_select_callback(_selector([item.encode() for item in options.alpnProtocols]))
    return context


class NoCommonProtocol(Exception):
    """The peer speaks none of the protocols asked for."""


def _selector(ours: list[bytes]) -> Any:
    def select(connection: SSL.Connection, theirs: list[bytes]) -> bytes:
        for protocol in ours:
            if protocol in theirs:
                return protocol
        raise NoCommonProtocol

    return select


def _context(options: TlsOptions) -> SSL.Context:
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_options(SSL.OP_NO_RENEGOTIATION | SSL.OP_NO_COMPRESSION)
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    oldest, newest = version_range(options.minVersion, options.maxVersion)
    context.set_min_proto_version(oldest)
    context.set_max_proto_version(newest)
    _ciphers(context, options)
    if options.secureOptions:
        context.set_options(options.secureOptions)
    if options.ecdhCurve not in ("", "auto"):
        use_curve(context, options.ecdhCurve)
    context.set_keylog_callback(_told_secret)
    if options.crl:
        _revoke(context, revocations(options.crl))
    for identity in identities(options):
        try:
            context.use_certificate(identity.certificate)
            context.use_privatekey(identity.key)
            for certificate in identity.chain:
                context.add_extra_chain_cert(certificate)
        except SSL.Error as error:
            raise BadCredentials(f"Cannot use this certificate: {_said(error)}") from error
    return context


def _told_secret(connection: SSL.Connection, line: bytes) -> None:
    """Keep a secret of a connection whose page asked for them."""
    kept = connection.get_app_data()
    if isinstance(kept, list):
        kept.append(line.decode())


def _ciphers(context: SSL.Context, options: TlsOptions) -> None:
    older, newer = cipher_lists(options.ciphers)
    try:
        context.set_cipher_list((older or DEFAULT_CIPHERS).encode())
        if newer:
            context.set_tls13_ciphersuites(newer.encode())
    except (SSL.Error, ValueError) as error:
        raise BadCredentials(f'Cannot use ciphers "{":".join(options.ciphers)}": no suite here is meant') from error


def _trust(context: SSL.Context, options: TlsOptions) -> None:
    if options.ca is None:
        _trust_system(context)
        return
    store = context.get_cert_store()
    assert store is not None
    for authority in authorities(options.ca):
        store.add_cert(authority)


def _trust_system(context: SSL.Context) -> None:
    if not WINDOWS:
        # OpenSSL reads what it finds; parsing each here would stumble over old roots that bend the rules.
        context.load_verify_locations(str(roots_file()))
        return
    store = context.get_cert_store()
    assert store is not None
    for der in windows_roots():
        store.add_cert(crypto.load_certificate(crypto.FILETYPE_ASN1, der))


def _revoke(context: SSL.Context, lists: list[x509.CertificateRevocationList]) -> None:
    store = context.get_cert_store()
    assert store is not None
    for item in lists:
        store.add_crl(item)
    store.set_flags(crypto.X509StoreFlags.CRL_CHECK | crypto.X509StoreFlags.CRL_CHECK_ALL)


def _said(error: SSL.Error) -> str:
    return "; ".join(str(item[-1]) for item in error.args[0]) if error.args and error.args[0] else str(error)
