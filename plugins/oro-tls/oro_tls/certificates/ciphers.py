"""Names of versions and cipher suites: OpenSSL's, IANA's, and their numbers. No I/O."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable
from functools import cache

from OpenSSL import SSL

from oro_framework.errors import InvalidArgument
from oro_tls.certificates.credentials import BadCredentials

__all__ = (
    "DEFAULT_CIPHERS",
    "OLDEST",
    "VERSIONS",
    "cipher_lists",
    "cipher_names",
    "standard_name",
    "version_number",
    "version_range",
)

VERSIONS = {
    "TLSv1": SSL.TLS1_VERSION,
    "TLSv1.1": SSL.TLS1_1_VERSION,
    "TLSv1.2": SSL.TLS1_2_VERSION,
    "TLSv1.3": SSL.TLS1_3_VERSION,
}
OLDEST = "TLSv1.2"
"""The oldest version of any connection, even if a page asks for an older one."""
DEFAULT_CIPHERS = "HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!SRP:!CAMELLIA"
_HEX = re.compile(r"(?:0x)?([0-9a-f]{4})|0x([0-9a-f]{2}),\s*0x([0-9a-f]{2})", re.ASCII | re.IGNORECASE)
_ANONYMOUS = {"ADH": "DH-anon", "AECDH": "ECDH-anon"}
_AES = re.compile(r"(AES|ARIA|CAMELLIA)(128|256)")


def version_range(minimum: str, maximum: str) -> tuple[int, int]:
    """Return OpenSSL's numbers of the versions to speak; a minimum older than `OLDEST` means that one.

    Args:
        minimum: such as `TLSv1.2`; empty for `OLDEST`.
        maximum: such as `TLSv1.3`; empty for the newest.

    Raises:
        InvalidArgument: there is no such version, or the newest to speak is older than `OLDEST`.
    """
    oldest, newest = version_number(OLDEST), version_number(maximum or "TLSv1.3")
    if newest < oldest:
        raise InvalidArgument(f'Cannot use TLS version "{maximum}" at most: nothing older than {OLDEST} is spoken')
    return max(oldest, version_number(minimum or OLDEST)), newest


def version_number(name: str) -> int:
    """Return OpenSSL's number of a version such as `TLSv1.2`.

    Raises:
        InvalidArgument: there is no such version.
    """
    number = VERSIONS.get(name)
    if number is None:
        raise InvalidArgument(f'Cannot use TLS version "{name}": it must be one of {", ".join(VERSIONS)}')
    return number


def cipher_lists(given: Iterable[str]) -> tuple[str, str]:
    """Return the list for TLS 1.2 and that for TLS 1.3; either is empty when nothing was said of it.

    Args:
        given: OpenSSL's lists, or suites by number (`0x1301`) as in the registry of IANA.

    Raises:
        BadCredentials: a number is of no suite.
    """
    words = [word.strip() for text in given for word in re.split(r"[:;\s]+|,(?!\s*0x)", text) if word.strip()]
    names = [_named(word) for word in words]
    new = [name for name in names if name.startswith("TLS_")]
    return ":".join(name for name in names if not name.startswith("TLS_")), ":".join(new)


@cache
def cipher_names() -> tuple[str, ...]:
    """Return every suite there is, in lower case as Node's `getCiphers` does."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_cipher_list(b"ALL:eNULL@SECLEVEL=0")
    return tuple(sorted({name.lower() for name in SSL.Connection(context, None).get_cipher_list()}))


def standard_name(name: str) -> str:
    """Return IANA's name of a suite OpenSSL has a name for."""
    if name.startswith("TLS_"):
        return name
    exchange, rest = _split(name)
    rest = _AES.sub(r"\1_\2", rest).replace("-", "_")
    if rest.startswith(("AES", "ARIA", "CAMELLIA")) and not re.search(r"_(GCM|CCM)", rest):
        rest = re.sub(r"^(\w+?_\d+)_", r"\1_CBC_", rest)
    if rest.startswith("CHACHA20") and not rest.endswith("SHA256"):
        rest += "_SHA256"
    return f"TLS_{exchange}_WITH_{rest.replace('CCM8', 'CCM_8')}"


def _split(name: str) -> tuple[str, str]:
    match = re.match(r"((?:ECDHE|DHE|ECDH|RSA|PSK|SRP|ADH|AECDH|DH)(?:-(?:ECDSA|RSA|DSS|PSK))?)-(?=[A-Z])(.+)", name)
    if match is None:
        return "RSA", name
    # OpenSSL leaves out RSA here and nowhere else.
    exchange = "ECDHE-RSA" if match[1] == "ECDHE" else _ANONYMOUS.get(match[1], match[1])
    return exchange.replace("-", "_"), match[2]


def _named(word: str) -> str:
    match = _HEX.fullmatch(word)
    if match is None:
        return word
    number = int(match[1] or match[2] + match[3], 16)
    name = _numbers().get(number)
    if name is None:
        raise BadCredentials(f'Cannot use cipher "{word}": no suite here has that number')
    return name


@cache
def _numbers() -> dict[int, str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers("ALL:@SECLEVEL=0")
    return {item["id"] & 0xFFFF: item["name"] for item in context.get_ciphers()}
