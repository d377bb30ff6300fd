"""Requests and answers as CGI/1.1 has them (RFC 3875).

Rules
1. Each header becomes `HTTP_NAME`, but for the content's type and length, which have names of their own.
2. `Proxy` becomes nothing: `HTTP_PROXY` names the proxy of a program's own requests ("httpoxy", CVE-2016-5385).
3. Names with other characters than letters, digits and `-` become nothing: `X_Real` would pass for `X-Real`.
4. The credentials of a client stay with the host unless they are asked for (RFC 3875, section 4.1.18).
5. An answer begins with `Content-Type`, `Location` or `Status`; without `Status` a location is a redirect.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from oro_container.core.gateway.errors import GatewayError, RefusedRequest
from oro_container.core.gateway.request import Head, Headers, Request

__all__ = ("AnswerParser", "environment_of", "plain_headers")

_NAME = re.compile(r"[a-z0-9-]+")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"})
_UNSENT = frozenset({"proxy", "content-type", "content-length", "authorization", "proxy-authorization"})
_MOST_HEAD = 1 << 16
_SOFTWARE = "oro-container"


def environment_of(
    request: Request,
    *,
    script_name: str = "",
    path_info: str | None = None,
    length: int | None = None,
    credentials: bool = False,
    extra: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the meta-variables of a request (rules 1 to 4).

    Args:
        request: the request.
        script_name: the part of the path that names the program, decoded.
        path_info: the rest of the path, decoded; that after the mount and the script's name when None.
        length: the bytes of the body; what the request says when None.
        credentials: hand on `Authorization` as `HTTP_AUTHORIZATION`.
        extra: further variables, which win.

    Raises:
        RefusedRequest: the method, or a value, cannot stand in a variable.
    """
    if not _TOKEN.fullmatch(request.method):
        raise RefusedRequest(400, "Cannot answer: the method is no token")
    full = script_name or request.mount
    rest = request.path.removeprefix(full) if path_info is None else path_info
    variables = {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "PATH_INFO": rest,
        "QUERY_STRING": request.query,
        "REMOTE_ADDR": request.client[0],
        "REMOTE_HOST": request.client[0],
        "REMOTE_PORT": str(request.client[1]),
        "REQUEST_METHOD": request.method,
        "REQUEST_SCHEME": request.scheme,
        "REQUEST_URI": request.target,
        "SCRIPT_NAME": full,
        "SERVER_NAME": request.server[0],
        "SERVER_PORT": str(request.server[1]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_SOFTWARE": _SOFTWARE,
    }
    if request.scheme == "https":
        variables["HTTPS"] = "on"
    if (kind := request.header("content-type")) is not None:
        variables["CONTENT_TYPE"] = kind
    size = str(length) if length is not None else request.header("content-length")
    if size is not None and size.isascii() and size.isdigit():
        variables["CONTENT_LENGTH"] = size
    variables |= _headers(request)
    if credentials and (given := request.header("authorization")) is not None:
        variables["HTTP_AUTHORIZATION"] = given
    variables |= extra or {}
    for name, value in variables.items():
        if "\0" in value:
            raise RefusedRequest(400, f"Cannot answer: {name} has a NUL")
    return variables


def _headers(request: Request) -> dict[str, str]:
    names = {name for name, _ in request.headers if _NAME.fullmatch(name)} - _UNSENT - _HOP_BY_HOP
    return {f"HTTP_{name.upper().replace('-', '_')}": request.header(name) or "" for name in sorted(names)}


class AnswerParser:
    """Reads the answer of a CGI program: give it bytes until it has a head (rule 5)."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self.head: Head | None = None

    def feed(self, data: bytes) -> bytes:
        """Take output; return what belongs to the body.

        Raises:
            GatewayError: it does not begin as an answer does.
        """
        if self.head is not None:
            return data
        self._kept += data
        found = re.search(rb"\r?\n\r?\n", self._kept)
        if found is None:
            if len(self._kept) > _MOST_HEAD:
                raise GatewayError(f"Cannot read the answer: its headers are over {_MOST_HEAD:,} bytes")
            return b""
        self.head = _head(bytes(self._kept[: found.start()]))
        body = bytes(self._kept[found.end() :])
        self._kept.clear()
        return body

    def end(self) -> None:
        """Take the end of the output.

        Raises:
            GatewayError: it ended before its headers did.
        """
        if self.head is None:
            raise GatewayError("Cannot read the answer: the program ended before its headers did")


def _head(data: bytes) -> Head:
    status, headers = None, []
    for line in data.decode("latin-1").splitlines():
        name, colon, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon or not _TOKEN.fullmatch(name):
            raise GatewayError(f'Cannot read the answer: "{line[:80]}" is no header')
        if name == "status":
            status = _status(value)
        elif name not in _HOP_BY_HOP:
            headers.append((name, value))
    names = {name for name, _ in headers}
    if status is None and not names & {"content-type", "location"}:
        raise GatewayError("Cannot read the answer: it has neither Content-Type, Location nor Status")
    return Head(status=status or (302 if "location" in names else 200), headers=tuple(headers))


def _status(value: str) -> int:
    code = value[:3]
    if not (code.isascii() and code.isdigit() and 200 <= int(code) <= 999 and value[3:4] in ("", " ")):
        raise GatewayError(f'Cannot read the answer: "{value[:40]}" is no status')
    return int(code)


def plain_headers(headers: Headers) -> Headers:
    """Return headers without those that belong to one connection."""
    return tuple((name, value) for name, value in headers if name not in _HOP_BY_HOP)
