"""Read requests whose body is a form with files: `multipart/form-data`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from oro_ai.api.request import Asked, read_body
from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.types import Receive, Scope

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ("Upload", "fields", "read_form")

ROOM = 1 << 16
"""Bytes of a body beside its files."""
LIST = "[]"
"""Ends the names of fields that come several times."""
_MOST_FIELDS = 100


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form."""

    name: str
    data: bytes


async def read_form(scope: Scope, receive: Receive, endpoint: str, most: int) -> Asked:
    """Read a request.

    Args:
        scope: of the request.
        receive: gives its body.
        endpoint: its path.
        most: the most bytes of its files.

    Raises:
        Unsupported: what reads forms is not installed.
        InvalidArgument: its body is no form.
        TooLarge: its body is too long.
    """
    if find_spec("python_multipart") is None:
        raise Unsupported(
            f"Cannot answer \"{endpoint}\": python-multipart is not installed; pip install 'oro-ai[whisper]'"
        )
    headers = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").decode("latin-1")
    return Asked(scope["method"], endpoint, fields(kind, await read_body(receive, most + ROOM)), lax=True)


def fields(kind: str, body: bytes) -> dict[str, Any]:
    """Return the fields of a form: texts, `Upload`s, and lists of those whose name ends in `[]`.

    Args:
        kind: the content type, with the boundary.
        body: bytes.

    Raises:
        InvalidArgument: it is no whole form.
    """
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import MultipartParser, parse_options_header

    name, options = parse_options_header(kind)
    boundary = options.get(b"boundary")
    if name != b"multipart/form-data" or not boundary:
        raise InvalidArgument("Cannot read the request: expected a form, of the type multipart/form-data")
    parts = _Parts()
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise InvalidArgument(f"Cannot read the request: its form is damaged ({error})") from error
    if not parts.ended:
        raise InvalidArgument("Cannot read the request: its form ends before its last part")
    return parts.found


class _Parts:
    """The parts of a form, as the parser tells of them."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self.ended = False
        self._headers: dict[str, bytes] = {}
        self._header, self._value, self._data = bytearray(), bytearray(), bytearray()
        self._count = 0

    def callbacks(self) -> MultipartCallbacks:
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begun,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_ended,
            "on_part_data": lambda data, start, end: self._data.extend(data[start:end]),
            "on_part_end": self._part_ended,
            "on_end": self._all_ended,
        }

    def _begun(self) -> None:
        self._headers = {}
        self._data = bytearray()
        self._count += 1
        if self._count > _MOST_FIELDS:
            raise InvalidArgument(f"Cannot read the request: its form has over {_MOST_FIELDS} fields")

    def _header_ended(self) -> None:
        self._headers[self._header.decode("latin-1").lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _part_ended(self) -> None:
        from python_multipart.multipart import parse_options_header

        _, options = parse_options_header(self._headers.get("content-disposition"))
        name, value = _text(options.get(b"name", b"")), self._read(options)
        if name.endswith(LIST):
            self.found.setdefault(name.removesuffix(LIST), []).append(value)
        else:
            self.found[name] = value

    def _read(self, options: Mapping[bytes, bytes]) -> str | Upload:
        if (file := options.get(b"filename")) is not None:
            return Upload(_text(file), bytes(self._data))
        return _text(bytes(self._data))

    def _all_ended(self) -> None:
        self.ended = True


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
