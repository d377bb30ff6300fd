"""The TLS options of a call: certificates, versions, names. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.parameters import from_json
from oro_tls.encoding import decoded

__all__ = ("PARAMETERS", "TlsOptions")

_LISTS = ("ca", "cert", "key", "crl", "alpnProtocols", "ciphers", "pins")
_ALIASES = {
    "alpn": "alpnProtocols",
    "ALPNProtocols": "alpnProtocols",
    "passphrase": "keyPassphrase",
    "requestClientCert": "requestCert",
}


class TlsOptions(Struct, frozen=True, kw_only=True):
    """The options of a connection or server.

    `ca`, `cert`, `key` and `crl` are PEM texts; `pfx` is base64. A list may also be one text.
    """

    servername: str = ""
    rejectUnauthorized: bool = True
    requestCert: bool = False
    ca: tuple[str, ...] | None = None
    """Roots instead of the system's."""
    cert: tuple[str, ...] = ()
    """Chains, each the leaf first; one for each key."""
    key: tuple[str, ...] = ()
    keyPassphrase: str = ""
    pfx: str = ""
    crl: tuple[str, ...] = ()
    alpnProtocols: tuple[str, ...] = ()
    minVersion: str = ""
    maxVersion: str = ""
    ciphers: tuple[str, ...] = ()
    pins: tuple[str, ...] | None = None
    pinsMode: str = "append"
    session: str = ""
    handshakeTimeout: int = 120_000
    """Milliseconds; 0 for no limit."""
    checkHostname: bool = True
    """Whether the certificate must be for the host."""
    ecdhCurve: str = ""
    """The one curve to agree by; `auto` leaves it to OpenSSL."""
    sigalgs: str = ""
    dhparam: str = ""
    """Of servers: `auto`, or parameters of Diffie-Hellman in PEM."""
    secureOptions: int = 0
    """OpenSSL's bits, in addition to those that are always set."""
    keylog: bool = False
    """Whether the secrets of the connection are told, for who looks at its bytes."""

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> TlsOptions:
        """Read the options among a call's parameters.

        Raises:
            InvalidArgument: one is of the wrong kind.
            Unsupported: one cannot be done.
        """
        named = {_ALIASES.get(key, key): value for key, value in params.items() if value is not None}
        taken = {key: value for key, value in named.items() if key in cls.__struct_fields__ and value != ""}
        for key in _LISTS:
            if isinstance(value := taken.get(key), str):
                taken[key] = _listed(key, value)
        try:
            options = msgspec.convert(taken, cls, strict=False)
        except msgspec.ValidationError as error:
            raise InvalidArgument(f"Cannot use these TLS options: {error}") from error
        if options.pinsMode not in ("append", "replace"):
            raise InvalidArgument(f'Cannot use pinsMode "{options.pinsMode}": it must be "append" or "replace"')
        if options.sigalgs:
            raise Unsupported("Cannot choose sigalgs: OpenSSL's own order is used")
        if any(not 0 < len(item.encode()) < 256 for item in options.alpnProtocols):
            raise InvalidArgument("Cannot use these alpnProtocols: each must have 1 to 255 bytes")
        return options

    @property
    def pfx_bytes(self) -> bytes:
        """The PKCS#12 archive.

        Raises:
            InvalidArgument: it is no base64.
        """
        return decoded("pfx", self.pfx)


PARAMETERS = TlsOptions.__struct_fields__


def _listed(key: str, text: str) -> list[str]:
    """Read a list from a query: JSON, or one text; protocols also with commas between them."""
    if text.startswith("["):
        try:
            return list(from_json(text, list[str]))
        except ValueError as error:
            if key != "pins":
                raise InvalidArgument(f'Cannot use "{key}": it is neither text nor a list of texts') from error
    return text.split(",") if key == "alpnProtocols" else [text]
