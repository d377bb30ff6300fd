"""What a DNS route may raise beyond the framework's own errors."""

from __future__ import annotations

from typing import Any

from oro_framework.errors import Broken, Denied

__all__ = ("OutOfScope", "QueryFailed")

_STATUS = {"ENOTFOUND": 404, "ENODATA": 404, "EBADNAME": 400, "ETIMEOUT": 408, "EREFUSED": 403}


class QueryFailed(Broken):
    """A query came to nothing; `name` is Node's code.

    Args:
        name: `ENOTFOUND`, no such name; `ENODATA`, no such records; `EBADNAME`, it is no name; `EFORMERR`,
            `ESERVFAIL`, `ENOTIMP`, `EREFUSED`, what the servers said; `EBADRESP`, an answer made no sense;
            `ECONNREFUSED`, no server could be reached; `ETIMEOUT`, none answered in time.
        syscall: Node's name for the query, such as `queryMx`.
        hostname: what was asked.
    """

    type = "Error"

    def __init__(self, name: str, syscall: str, hostname: str) -> None:
        super().__init__(f"{syscall} {name} {hostname}", syscall=syscall, hostname=hostname)
        self.name = name
        self.status = _STATUS.get(name, 500)

    def as_err(self) -> dict[str, Any]:
        return {**super().as_err(), "code": self.name}


class OutOfScope(Denied):
    """The permission is narrowed, and the name or server lies outside."""
