"""`Address`, by which an engine reaches a preview."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("Address", "name_of")

DOMAIN = ".localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The address of a preview. Its name is the secret: no page and no program can guess it."""

    name: str
    """128 random bits, in lower case, as hosts are compared."""
    port: int
    """The port of the listener."""

    @property
    def host(self) -> str:
        """Return the value of header `Host`."""
        return f"{self.name}{DOMAIN}:{self.port}"

    @property
    def origin(self) -> str:
        """Return the origin of the preview's documents."""
        return f"http://{self.host}"

    @property
    def url(self) -> str:
        """Return the address to load in a frame."""
        return f"{self.origin}/"

    @property
    def pattern(self) -> str:
        """Return the pattern of all its documents."""
        return f"{self.origin}/*"


def name_of(host: str, port: int) -> str | None:
    """Return the name in a header `Host`; None where the host is none of a listener on that port."""
    name, found, rest = host.lower().partition(DOMAIN)
    return name if found and rest == f":{port}" and name else None
