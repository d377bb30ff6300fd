"""The list of files used recently, in the form of the Desktop Bookmark Specification. Sans-IO.

What other programs wrote into it stays. https://www.freedesktop.org/wiki/Specifications/desktop-bookmark-spec/
"""

from __future__ import annotations

import shlex
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct

__all__ = ("Bookmark", "Bookmarks")

_BOOKMARK = "http://www.freedesktop.org/standards/desktop-bookmarks"
_MIME = "http://www.freedesktop.org/standards/shared-mime-info"
_OWNER = "http://freedesktop.org"
ElementTree.register_namespace("bookmark", _BOOKMARK)
ElementTree.register_namespace("mime", _MIME)


class Bookmark(Struct, frozen=True, kw_only=True):
    """A file that was used."""

    href: str
    """Its address, as `file:///home/anna/tea.txt`."""
    type: str
    title: str = ""
    modified: str = ""
    """When it was used last, in UTC as ISO 8601 has it."""


class Bookmarks:
    """The list.

    Args:
        text: of the file; empty for a new one.

    Raises:
        ValueError: it is no such list.
    """

    def __init__(self, text: bytes) -> None:
        try:
            self._root = ElementTree.fromstring(text) if text.strip() else Element("xbel", {"version": "1.0"})
        except ElementTree.ParseError as error:
            raise ValueError(f"it is no XML: {error}") from error
        if self._root.tag != "xbel":
            raise ValueError(f"it is no list of bookmarks: it begins with <{self._root.tag}>")

    def __bytes__(self) -> bytes:
        ElementTree.indent(self._root)
        text = ElementTree.tostring(self._root, "unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()

    def of(self, application: str) -> list[Bookmark]:
        """Return those an application added, the latest first."""
        found = [_read(each, own) for each in self._all() if (own := _application(each, application)) is not None]
        return sorted(found, key=lambda each: each.modified, reverse=True)

    def add(
        self, bookmark: Bookmark, application: str, command: str, now: datetime, groups: Sequence[str] = ()
    ) -> None:
        """Note that an application used a file.

        Args:
            bookmark: the file.
            application: its name.
            command: the one by which it opens a file, with `%u` in the file's place.
            now: the present time.
            groups: words such as `Office`, by which programs that list files choose.
        """
        moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        found = next((each for each in self._all() if each.get("href") == bookmark.href), None)
        if found is None:
            found = SubElement(self._root, "bookmark", {"href": bookmark.href, "added": moment})
        found.attrib.update(modified=moment, visited=moment)
        if bookmark.title:
            _child(found, "title", first=True).text = bookmark.title
        metadata = _metadata(found)
        _child(metadata, f"{{{_MIME}}}mime-type", first=True).set("type", bookmark.type)
        if groups:
            _group(_child(metadata, f"{{{_BOOKMARK}}}groups"), groups)
        own = _application(found, application)
        if own is None:
            applications = _child(metadata, f"{{{_BOOKMARK}}}applications")
            own = SubElement(applications, f"{{{_BOOKMARK}}}application", {"name": application, "count": "0"})
        count = own.get("count", "0")
        own.attrib.update(
            exec=shlex.quote(command), modified=moment, count=str(int(count) + 1 if count.isdigit() else 1)
        )

    def remove(self, application: str, href: str = "") -> int:
        """Take an application off its files, or off one; a file no other used goes. Return how many there were."""
        count = 0
        for each in list(self._all()):
            own = _application(each, application) if not href or each.get("href") == href else None
            if own is not None:
                applications = _metadata(each).find(f"{{{_BOOKMARK}}}applications")
                assert applications is not None
                applications.remove(own)
                if not len(applications):
                    self._root.remove(each)
                count += 1
        return count

    def _all(self) -> Iterator[Element]:
        return iter(self._root.findall("bookmark"))


def _read(element: Element, own: Element) -> Bookmark:
    kind = _metadata(element).find(f"{{{_MIME}}}mime-type")
    return Bookmark(
        href=element.get("href", ""),
        type="" if kind is None else kind.get("type", ""),
        title=element.findtext("title", ""),
        modified=own.get("modified", ""),
    )


def _metadata(bookmark: Element) -> Element:
    info = _child(bookmark, "info")
    for each in info.findall("metadata"):
        if each.get("owner") == _OWNER:
            return each
    return SubElement(info, "metadata", {"owner": _OWNER})


def _application(bookmark: Element, name: str) -> Element | None:
    known = bookmark.iter(f"{{{_BOOKMARK}}}application")
    return next((each for each in known if each.get("name") == name), None)


def _group(groups: Element, names: Sequence[str]) -> None:
    known = {each.text for each in groups}
    for name in names:
        if name not in known:
            SubElement(groups, f"{{{_BOOKMARK}}}group").text = name


def _child(parent: Element, tag: str, *, first: bool = False) -> Element:
    found = parent.find(tag)
    if found is None:
        found = Element(tag)
        parent.insert(0 if first else len(parent), found)
    return found
