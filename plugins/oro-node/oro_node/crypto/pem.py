"""Write PEM texts, and find the blocks in them (RFC 7468, RFC 1421). No I/O."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ("Block", "blocks", "pem")

_BLOCK = re.compile(rb"-----BEGIN ([^\r\n]+?)-----[ \t]*\r?\n(.*?)-----END \1-----", re.S)


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its label, its headers and its bytes."""

    label: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def sealed(self) -> bool:
        """Tell whether the bytes of the block are encrypted."""
        return self.label == "ENCRYPTED PRIVATE KEY" or "ENCRYPTED" in self.headers.get("Proc-Type", "")


def blocks(text: bytes) -> Iterator[Block]:
    """Yield the blocks of a text.

    Raises:
        ValueError: the body of one is no base64.
    """
    for label, inside in _BLOCK.findall(text):
        lines = inside.decode("latin-1").splitlines()
        headers = dict(_header(line) for line in lines if ":" in line)
        body = "".join(line for line in lines if ":" not in line)
        yield Block(label.decode("latin-1"), headers, b64decode("".join(body.split()), validate=True))


def pem(label: str, body: bytes, headers: Sequence[str] = ()) -> str:
    """Return a block as text."""
    encoded = b64encode(body).decode()
    lines = [encoded[at : at + 64] for at in range(0, len(encoded), 64)]
    above = [*headers, ""] if headers else []
    return "\n".join([f"-----BEGIN {label}-----", *above, *lines, f"-----END {label}-----", ""])


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()
