"""`Integrity`, the sums a package's archive may have, as `integrity` of lockfiles and registries lists them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from oro_container.core.tarballs.problem import BadSum

__all__ = ("ALGORITHMS", "Integrity", "sum_of")

ALGORITHMS = ("sha512", "sha384", "sha256", "sha1")
"""The sums that are understood, the strongest first."""


def sum_of(data: bytes | memoryview, algorithm: str = "sha512") -> str:
    """Return a sum of bytes as lockfiles write it."""
    digest = hashlib.new(algorithm, data, usedforsecurity=algorithm != "sha1").digest()
    return f"{algorithm}-{base64.b64encode(digest).decode()}"


@dataclass(frozen=True, slots=True)
class Integrity:
    """The sums of one strength that are accepted; weaker ones beside them count for nothing, as in npm."""

    sums: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a list such as `sha1-… sha512-…`; return None if it has no sum that is understood."""
        known: dict[str, list[str]] = {}
        for word in text.split():
            algorithm, _, rest = word.partition("-")
            if (digest := _digest(algorithm, rest.partition("?")[0])) is not None:
                known.setdefault(algorithm, []).append(f"{algorithm}-{digest}")
        for algorithm in ALGORITHMS:
            if algorithm in known:
                return cls(tuple(known[algorithm]))
        return None

    @classmethod
    def of_sha1(cls, hexadecimal: str) -> Self | None:
        """Read the `shasum` of old registries."""
        try:
            digest = bytes.fromhex(hexadecimal)
        except ValueError:
            return None
        return cls.read(f"sha1-{base64.b64encode(digest).decode()}")

    @property
    def algorithm(self) -> str:
        """The sum's algorithm."""
        return self.sums[0].partition("-")[0]

    def __str__(self) -> str:
        return " ".join(self.sums)

    def check(self, package: str, data: bytes | memoryview) -> None:
        """Compute the sum of an archive.

        Raises:
            BadSum: it is none of these.
        """
        self.compare(package, sum_of(data, self.algorithm))

    def compare(self, package: str, found: str) -> None:
        """Compare a sum that was computed.

        Raises:
            BadSum: it is none of these.
        """
        if found not in self.sums:
            raise BadSum(package, str(self), found)

    def sha512(self) -> Sequence[str]:
        """Return those sums by which the store finds archives."""
        return self.sums if self.algorithm == "sha512" else ()


def _digest(algorithm: str, text: str) -> str | None:
    """Return a digest in its one spelling, or None if it is none of that algorithm."""
    if algorithm not in ALGORITHMS:
        return None
    try:
        digest = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(digest).decode() if len(digest) == hashlib.new(algorithm).digest_size else None
