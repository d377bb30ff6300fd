"""The roots the system trusts."""

from __future__ import annotations

import os
import re
import ssl
from pathlib import Path

import certifi

__all__ = ("WINDOWS", "roots", "roots_file", "windows_roots")

WINDOWS = os.name == "nt"
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
    if WINDOWS:
        return [ssl.DER_cert_to_PEM_cert(der).rstrip("\n") for der in windows_roots()]
    return _PEM.findall(roots_file().read_text("utf-8", "replace"))


def windows_roots() -> list[bytes]:
    """Return the certificates Windows trusts to vouch for servers, each in DER."""
    return ssl.create_default_context().get_ca_certs(binary_form=True)
