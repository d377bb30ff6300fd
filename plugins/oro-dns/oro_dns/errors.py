"""Errors of DNS routes beyond those of the framework."""

from __future__ import annotations

from oro_framework.errors import Broken, Denied

__all__ = ("OutOfScope", "QueryFailed")

_STATUS = {"ENOTFOUND": 404, "ENODATA": 404, "EBADNAME": 400, "ETIMEOUT": 408, "EREFUSED": 403}


class QueryFailed(Broken):
    """A query came to nothing; `code` is Node's.

    Args:
        code: `ENOTFOUND`, no such name; `ENODATA`, no such records; `EBADNAME`, it is no name; `EFORMERR`,
            `ESERVFAIL`, `ENOTIMP`, `EREFUSED`, what the servers said; `EBADRESP`, an answer made no sense;
            `ECONNREFUSED`, no server could be reached; `ETIMEOUT`, none answered in time.
        syscall: Node's name for the query, such as `queryMx`.
        hostname: what was asked.
    """

    type = "Error"

    def __init__(self, code: str, syscall: str, hostname: str) -> None:
        super().__init__(f"{syscall} {code} {hostname}", syscall=syscall, hostname=hostname)
        self.code = code
        self.status = _STATUS.get(code, 500)


class OutOfScope(Denied):
    """The permission is narrowed, and the name or server lies outside."""
