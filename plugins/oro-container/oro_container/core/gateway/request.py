"""`Request`, what a guest is asked, and `Head`, how its answer begins."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

__all__ = ("Head", "Headers", "Request", "split_target")

Headers = tuple[tuple[str, str], ...]
"""Names in small letters with values, in the order they came, Latin-1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP request, without its body."""

    method: str
    target: str
    """As it was sent: a path, encoded, with its query."""
    headers: Headers = ()
    scheme: str = "http"
    server: tuple[str, int] = ("localhost", 80)
    """The name and port under which it was asked."""
    client: tuple[str, int] = ("127.0.0.1", 0)
    mount: str = ""
    """The beginning of the path under which the guest stands, decoded; it ends without a slash."""

    @property
    def path(self) -> str:
        """The path, decoded, as text of one character for each byte that is no UTF-8."""
        return unquote_to_bytes(split_target(self.target)[0]).decode("utf-8", "surrogateescape")

    @property
    def query(self) -> str:
        """The query, encoded, without its question mark."""
        return split_target(self.target)[1]

    def header(self, name: str) -> str | None:
        """Return the values of a header, joined; None where it was not sent."""
        found = [value for each, value in self.headers if each == name]
        return ("; " if name == "cookie" else ", ").join(found) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The status and headers of an answer."""

    status: int = 200
    headers: Headers = ()


def split_target(target: str) -> tuple[str, str]:
    """Return the path and the query of a target; a fragment, which no client may send, is dropped."""
    path, _, query = target.partition("#")[0].partition("?")
    return path, query
