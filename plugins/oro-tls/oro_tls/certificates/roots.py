"""The roots the system trusts."""

from __future__ import annotations

import os
import re
import ssl
from pathlib import Path

import certifi
from OpenSSL import SSL, crypto

__all__ = ("roots", "roots_file", "trust_system")

_WINDOWS = os.name == "nt"
_PEM = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def roots_file() -> Path:
    """Return the bundle of roots: `SSL_CERT_FILE`, the system's, or else the one of certifi."""
    named = os.environ.get(ssl.get_default_verify_paths().openssl_cafile_env)
    candidates = [named] if named else list(_BUNDLES)
    return next((Path(item) for item in candidates if os.path.isfile(item)), Path(certifi.where()))


def roots() -> list[str]:
    """Return the certificates the system trusts to vouch for servers, each in PEM."""
    if _WINDOWS:
        return [ssl.DER_cert_to_PEM_cert(der).rstrip("\n") for der in _windows()]
    return _PEM.findall(roots_file().read_text("utf-8", "replace"))


def trust_system(context: SSL.Context) -> None:
    """Let a context trust them."""
    if not _WINDOWS:
        # OpenSSL reads what it finds; parsing each here would stumble over old roots that bend the rules.
        context.load_verify_locations(str(roots_file()))
        return
    store = context.get_cert_store()
    assert store is not None
    for der in _windows():
        store.add_cert(crypto.load_certificate(crypto.FILETYPE_ASN1, der))


def _windows() -> list[bytes]:
    return ssl.create_default_context().get_ca_certs(binary_form=True)
