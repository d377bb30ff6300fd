"""Certificate pins, as an app writes them. Sans-IO.

Rules
1. A line is a host and its pins, with white space between: `example.com sha256/<base64> sha256/<base64>`.
   Empty lines are ignored, and so is the rest of a line from `#` or `;` at its start or after white space.
2. The host is a name, an address, either with a port (`example.com:8443`, `[::1]:443`), or a URL, of which
   only the host and a written port count. A port narrows the line; without one it means every port.
3. Names are compared without case and without the dot at their end, in their ASCII form; IPv6 addresses as
   numbers, their zone (`%eth0`) left out.
4. A pin is the SHA-256 of the DER of the leaf certificate, `sha256/<base64>` or the base64 alone, in the
   standard or the URL alphabet, with or without padding. It is kept as `sha256/` and padded standard base64.
5. Lines of one host and port add up; what is pinned for a host holds beside what is pinned for its port.
   One matching pin is enough.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Any

from msgspec import Struct

__all__ = ("PinSet", "PinnedHost", "certificate_pin", "parse_pin")

_PIN = re.compile(r"(?:sha256/)?([A-Za-z0-9+/_-]{43})=?", re.ASCII | re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)[#;].*")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#]*)", re.ASCII | re.IGNORECASE)
_BRACKETED = re.compile(r"\[([^\]]*)\](?::(\d{1,5}))?", re.ASCII)
_PLAIN = re.compile(r"([^:\s\[\]/?#@\\]+)(?::(\d{1,5}))?", re.ASCII)
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.ASCII)

_PINS = 'pins such as "sha256/" and the base64 of 32 bytes'
_HOST = 'a host such as "example.com", "example.com:8443", "[::1]:443" or "https://example.com"'
_LINES = 'text or an array of lines such as "example.com sha256/<base64>"'


def parse_pin(text: str) -> str:
    """Return a pin in the form in which pins are compared: `sha256/` and padded standard base64.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    match = _PIN.fullmatch(text)
    if match is None:
        raise ValueError(f'{_PINS}, not "{text[:80]}"')
    return _pin(b64decode(match[1].translate(str.maketrans("-_", "+/")) + "="))


def certificate_pin(der: bytes) -> str:
    """Return the pin of a certificate given as DER."""
    return _pin(sha256(der).digest())


class PinnedHost(Struct, frozen=True):
    """A host and its pins, one of which its certificate must match."""

    host: str
    port: int | None
    """The port, or None for every port."""
    pins: tuple[str, ...]

    @classmethod
    def parse(cls, target: str, pins: Iterable[str] = ()) -> PinnedHost:
        """Read a host by rule 2 and its pins by rule 4.

        Raises:
            ValueError: one of them is none; the message completes "expected …".
        """
        host, port = _target(target)
        return cls(host, port, tuple(dict.fromkeys(parse_pin(pin) for pin in pins)))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return " ".join([host if self.port is None else f"{host}:{self.port}", *self.pins])


class PinSet(Struct, frozen=True):
    """The pins of an app; usable as the type of a `Setting`. `str()` gives the lines that it was read from."""

    hosts: tuple[PinnedHost, ...] = ()

    @classmethod
    def parse(cls, value: Any) -> PinSet:
        """Read lines of text, or an array of them.

        Raises:
            ValueError: it is neither, or a line is wrong; the message completes "expected …".
        """
        if isinstance(value, PinSet):
            return value
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) for text in texts):
            raise ValueError(_LINES)
        return cls(_summed(_line(line) for text in texts for line in _lines(text)))

    def pins_for(self, host: str, port: int | None = None) -> tuple[str, ...]:
        """Return the pins for a connection to a name or address and a port; none when it is not pinned."""
        name = _canonical(host.removeprefix("[").removesuffix("]"))
        found = [entry for entry in self.hosts if entry.host == name and entry.port in (None, port)]
        return tuple(dict.fromkeys(pin for entry in found for pin in entry.pins))

    def accepts(self, host: str, port: int | None, der: bytes | None) -> bool | None:
        """Return whether a certificate matches the pins of a host; None when the host is not pinned.

        Args:
            host: a name or address.
            port: the port of the connection, None when unknown.
            der: the leaf certificate; None, where it cannot be read, is refused for a pinned host.
        """
        pins = self.pins_for(host, port)
        if not pins:
            return None
        return der is not None and certificate_pin(der) in pins

    def entry(self, target: str) -> tuple[str, ...]:
        """Return the pins of exactly this host and port.

        Raises:
            ValueError: it is no host.
        """
        wanted = PinnedHost.parse(target)
        return next((e.pins for e in self.hosts if (e.host, e.port) == (wanted.host, wanted.port)), ())

    def setting(self, target: str, pins: Iterable[str]) -> PinSet:
        """Return a set with the pins of one host and port replaced; without pins, the host is removed.

        Raises:
            ValueError: a host or pin is none.
        """
        new = PinnedHost.parse(target, pins)
        others = tuple(e for e in self.hosts if (e.host, e.port) != (new.host, new.port))
        return PinSet((*others, new) if new.pins else others)

    def adding(self, other: PinSet) -> PinSet:
        """Return a set with these pins and others."""
        return PinSet(_summed((*self.hosts, *other.hosts)))

    def __bool__(self) -> bool:
        return bool(self.hosts)

    def __str__(self) -> str:
        return "\n".join(map(str, self.hosts))


def _pin(digest: bytes) -> str:
    return f"sha256/{b64encode(digest).decode()}"


def _lines(text: str) -> Iterator[str]:
    lines = (_COMMENT.sub("", line).strip() for line in text.splitlines())
    return filter(None, lines)


def _line(line: str) -> PinnedHost:
    target, *pins = line.split()
    if not pins:
        raise ValueError(f'{_PINS} after the host in "{line[:80]}"')
    return PinnedHost.parse(target, pins)


def _summed(entries: Iterable[PinnedHost]) -> tuple[PinnedHost, ...]:
    sums: dict[tuple[str, int | None], dict[str, None]] = {}
    for entry in entries:
        sums.setdefault((entry.host, entry.port), {}).update(dict.fromkeys(entry.pins))
    return tuple(PinnedHost(host, port, tuple(pins)) for (host, port), pins in sums.items())


def _target(text: str) -> tuple[str, int | None]:
    url = _URL.match(text)
    authority = url[1] if url else text
    if "[" not in authority and authority.count(":") > 1 and (address := _canonical(authority)) is not None:
        return address, None
    match = _BRACKETED.fullmatch(authority) or _PLAIN.fullmatch(authority)
    host = _canonical(match[1]) if match else None
    port = int(match[2]) if match and match[2] else None
    if host is None or (authority.startswith("[") and ":" not in host) or (port is not None and not 0 < port < 65536):
        raise ValueError(f'{_HOST}, not "{text[:80]}"')
    return host, port


def _canonical(host: str) -> str | None:
    """Return a name or address in the form in which hosts are compared, None when it is neither."""
    try:
        address = ip_address(host.partition("%")[0])
        return address.compressed if isinstance(address, IPv6Address) else str(address)
    except ValueError:
        pass
    try:
        name = host.lower() if host.isascii() else host.encode("idna").decode().lower()
    except UnicodeError:
        return None
    name = name.removesuffix(".")
    return name if _NAME.fullmatch(name) else None
