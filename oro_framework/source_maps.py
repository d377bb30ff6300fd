"""Source maps: find the line that an author wrote from the place where an engine ran it. No I/O.

The format is ECMA-426. Lines and columns count from 1 here, as in stacks; maps count from 0.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes, urljoin

__all__ = ("Frame", "Origin", "SourceMap", "data_content", "map_address", "stack_frames")

_DIGITS = {sign: value for value, sign in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}
_LONGEST = 7
"""Digits of a number of 32 bits."""
_ADDRESS = re.compile(r"^[ \t]*(?://|/\*)[#@][ \t]*sourceMappingURL=([^\s'\"*]+)", re.MULTILINE)
_V8 = re.compile(r"^\s*at (?:(?P<function>.*?) \()?(?P<url>[^\s()]+?):(?P<line>\d+):(?P<column>\d+)\)?$")
_WEBKIT = re.compile(
    r"^\s*(?:(?P<function>[^\s@]*(?: [^\s@]+)*)@)?(?P<url>[a-z][\w+.-]*:\S+?):(?P<line>\d+):(?P<column>\d+)$"
)


class Origin(NamedTuple):
    """A place in a file that an author wrote."""

    source: str
    line: int
    column: int
    name: str = ""
    """The author's name for it, where the map has one."""


class Frame(NamedTuple):
    """A line of a stack; `function` is empty where the engine names none."""

    function: str
    url: str
    line: int
    column: int


class _Segment(NamedTuple):
    column: int
    source: int = -1
    line: int = 0
    source_column: int = 0
    name: int = -1


class SourceMap:
    """A map that was read.

    Args:
        lines: the segments of each line of the script, by column.
        sources: addresses of the files that it was made of.
        names: what segments refer to by number.
        contents: the text of those files, by address, that the map has.
    """

    def __init__(
        self,
        lines: Mapping[int, Sequence[_Segment]],
        sources: Sequence[str],
        names: Sequence[str] = (),
        contents: Mapping[str, str] | None = None,
    ) -> None:
        self._lines, self._names = lines, names
        self.sources = sources
        self.contents: Mapping[str, str] = contents or {}

    @classmethod
    def read(cls, content: bytes | str, url: str = "") -> SourceMap:
        """Read a map.

        Args:
            content: of the file.
            url: its address, from which those of its sources go.

        Raises:
            ValueError: it is no source map.
        """
        text = content.decode("utf-8") if isinstance(content, bytes) else content
        if text.startswith(")]}"):  # guards a map from being run as a script
            text = text.partition("\n")[2]
        try:
            found = json.loads(text)
        except RecursionError as error:
            raise ValueError("it is nested too deeply") from error
        if not isinstance(found, dict):
            raise ValueError("it is no object")
        if isinstance(found.get("sections"), list):
            return cls._of_sections(found["sections"], url)
        return cls._of_map(found, url)

    @classmethod
    def _of_map(cls, found: dict[str, Any], url: str) -> SourceMap:
        mappings, listed = found.get("mappings"), found.get("sources")
        if not isinstance(mappings, str) or not isinstance(listed, list):
            raise ValueError('it has no "mappings" or no "sources"')
        root = found.get("sourceRoot")
        folder = f"{root.rstrip('/')}/" if isinstance(root, str) and root else ""
        sources = [_joined(url, folder + source) if isinstance(source, str) else "" for source in listed]
        texts = found.get("sourcesContent")
        pairs = zip(sources, texts if isinstance(texts, list) else [], strict=False)
        contents = {source: each for source, each in pairs if isinstance(each, str)}
        names = found.get("names")
        return cls(_read_mappings(mappings), sources, _texts(names), contents)

    @classmethod
    def _of_sections(cls, sections: list[Any], url: str) -> SourceMap:
        lines: dict[int, list[_Segment]] = {}
        sources: list[str] = []
        names: list[str] = []
        contents: dict[str, str] = {}
        for section in sections:
            part, line, column = _section(section, url)
            first_source, first_name = len(sources), len(names)
            sources += part.sources
            names += part._names
            contents.update(part.contents)
            for number, segments in part._lines.items():
                beside = column if number == 0 else 0
                lines.setdefault(line + number, []).extend(
                    _Segment(
                        each.column + beside,
                        each.source + first_source if each.source >= 0 else -1,
                        each.line,
                        each.source_column,
                        each.name + first_name if each.name >= 0 else -1,
                    )
                    for each in segments
                )
        return cls({number: sorted(segments) for number, segments in lines.items()}, sources, names, contents)

    def find(self, line: int, column: int = 1) -> Origin | None:
        """Return where a place of the script comes from, or None where the map does not say."""
        segments = self._lines.get(line - 1)
        if not segments:
            return None
        at = bisect_right(segments, column - 1, key=lambda each: each.column) - 1
        # A stack without columns means the whole line.
        segment = segments[max(at, 0)]
        if not 0 <= segment.source < len(self.sources) or not self.sources[segment.source]:
            return None
        name = self._names[segment.name] if 0 <= segment.name < len(self._names) else ""
        return Origin(self.sources[segment.source], segment.line + 1, segment.source_column + 1, name)


def map_address(script: str, url: str) -> str | None:
    """Return the address of a script's map, if the script names one.

    Args:
        script: its text.
        url: its own address.
    """
    found = _ADDRESS.findall(script)
    return _joined(url, found[-1]) if found else None


def data_content(url: str) -> bytes:
    """Return what an address of the scheme `data:` holds.

    Raises:
        ValueError: it is no such address.
    """
    head, comma, body = url.partition(",")
    if not comma or not head.lower().startswith("data:"):
        raise ValueError("it is no data: address")
    if not head.lower().endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(unquote_to_bytes(body), validate=False)
    except binascii.Error as error:
        raise ValueError(f"it is no base64: {error}") from error


def stack_frames(text: str) -> list[Frame]:
    """Return the frames of a stack, or of a message with one, as V8 and WebKit write them; other lines are left out."""
    found = (_V8.match(line) or _WEBKIT.match(line) for line in text.splitlines())
    return [
        Frame(each["function"] or "", each["url"], int(each["line"]), int(each["column"])) for each in found if each
    ]


def _section(section: Any, url: str) -> tuple[SourceMap, int, int]:
    try:
        line, column = section["offset"]["line"], section["offset"]["column"]
        part = section["map"]
    except (TypeError, KeyError) as error:
        raise ValueError("a section has no map or no offset") from error
    if not isinstance(part, dict) or type(line) is not int or type(column) is not int:
        raise ValueError("a section has no map or no offset")
    return SourceMap._of_map(part, url), line, column


def _texts(value: Any) -> list[str]:
    return [each if isinstance(each, str) else "" for each in value] if isinstance(value, list) else []


def _joined(base: str, address: str) -> str:
    """Return an address that goes from another; `urljoin` does not know our schemes."""
    if not base or re.match(r"[a-zA-Z][\w+.-]*:", address):
        return address
    scheme, colon, rest = base.partition(":")
    if not colon or not rest.startswith("//"):
        return urljoin(base, address)
    joined = urljoin(f"http:{rest}", address)
    return f"{scheme}:{joined.removeprefix('http:')}"


def _read_mappings(text: str) -> dict[int, list[_Segment]]:
    lines: dict[int, list[_Segment]] = {}
    source = line = column = name = 0
    for number, group in enumerate(text.split(";")):
        at = 0
        segments: list[_Segment] = []
        for part in group.split(",") if group else ():
            fields = list(_numbers(part))
            if len(fields) not in (1, 4, 5):
                raise ValueError(f"a segment has {len(fields)} numbers")
            at += fields[0]
            if len(fields) == 1:
                segments.append(_Segment(at))
                continue
            source, line, column = source + fields[1], line + fields[2], column + fields[3]
            name += fields[4] if len(fields) == 5 else 0
            segments.append(_Segment(at, source, line, column, name if len(fields) == 5 else -1))
        if segments:
            lines[number] = sorted(segments)
    return lines


def _numbers(text: str) -> Iterator[int]:
    """Yield the numbers of a segment, each written in digits of 5 bits, the least first."""
    value = shift = 0
    for sign in text:
        digit = _DIGITS.get(sign)
        if digit is None or shift >= 5 * _LONGEST:
            raise ValueError("its mappings are no numbers")
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            yield -(value >> 1) if value & 1 else value >> 1
            value = shift = 0
    if shift:
        raise ValueError("its mappings end within a number")
