"""Paths as pages write them, and the places they mean.

Rules
1. `file:/…` and `oro://<bundle>/…` are URLs: percent-decoded once, to bytes. Anything else is a path as it
   stands, `%` included; relative ones start at the process's working directory.
2. `oro://<bundle>/…` means the first mount whose prefix begins the path, else the app's resources, and can
   never lead out of either.
3. With the sandbox on, any other path must lie in a root; `..` in it is taken literally, as `path.resolve` does.
4. NUL, an encoded slash, a foreign host and text no file name can hold are refused.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import quote, unquote_to_bytes

from oro_framework.errors import InvalidArgument
from oro_framework.protected import OUTSIDE
from oro_fs.errors import SecurityError
from oro_fs.sandbox.roots import Place, Root, Roots, normal

__all__ = ("Paths", "encoded")


def encoded(raw: bytes) -> str:
    """Percent-encode a name or path so that every byte survives JSON; slashes stay."""
    return quote(raw, safe="/")


class Paths:
    """Reads the paths of one app.

    Args:
        bundle: the app's bundle identifier.
        resources: the folder of the app's resources.
        mounts: prefix of the app's origin and the folder that lies there, in order of precedence.
        roots: the roots of the sandbox, or None when it is off.
    """

    def __init__(
        self, bundle: str, resources: Root, mounts: Sequence[tuple[bytes, Root]] = (), roots: Roots | None = None
    ) -> None:
        self._bundle = bundle.lower()
        self._resources = resources
        self._mounts = tuple(mounts)
        self._roots = roots

    def place(self, text: str) -> Place:
        """Return the place `text` means.

        Raises:
            InvalidArgument: it is no path and no URL of a file.
            SecurityError: it lies outside the sandbox.
        """
        if text[:6].lower() == "oro://":
            return self._in_app(text)
        raw = _from_file_url(text) if text[:6].lower() == "file:/" else _to_bytes(text)
        if not raw.startswith(b"/"):
            raw = os.path.join(os.getcwdb(), raw)
        if self._roots is None:
            return Place(raw.rstrip(b"/") or b"/", None, raw.endswith((b"/", b"/.")))
        place = self._roots.anchor(raw)
        if place is None:
            raise SecurityError(f'Cannot reach "{os.fsdecode(raw)}": {OUTSIDE}')
        return place

    def target(self, text: str, link: Place) -> bytes:
        """Return what a new symbolic link at `link` shall hold; with the sandbox on it must lead into a root.

        Raises:
            InvalidArgument: as `place`.
            SecurityError: it would lead out of the sandbox.
        """
        raw = self.place(text).full if text[:6].lower() in ("oro://", "file:/") else _to_bytes(text)
        leads_to = os.path.join(os.path.dirname(link.full), raw)
        if (self._roots is not None and self._roots.anchor(leads_to) is None) or (
            self._roots is None and link.root is not None and not _beneath(leads_to, link.root)
        ):
            raise SecurityError(f'Cannot link to "{os.fsdecode(raw)}": {OUTSIDE}')
        return raw

    def _in_app(self, text: str) -> Place:
        host, _, rest = text[6:].partition("/")
        if host.lower() != self._bundle:
            raise InvalidArgument(f'Cannot read "{text[:200]}" as a path: only oro://{self._bundle}/ holds files')
        raw = _decoded(text, rest)
        path = normal(b"/" + raw)
        for prefix, root in self._mounts:
            if path == prefix or path.startswith(prefix + b"/"):
                return Place(path[len(prefix) :].lstrip(b"/"), root, raw.endswith(b"/"))
        return Place(path.lstrip(b"/"), self._resources, raw.endswith(b"/"))


def _beneath(path: bytes, root: Root) -> bool:
    return Roots([root]).anchor(path) is not None


def _to_bytes(text: str) -> bytes:
    try:
        raw = os.fsencode(text)
    except UnicodeEncodeError as error:
        raise InvalidArgument(f"Cannot use {text[:200]!r} as a path: it holds a lone surrogate") from error
    if b"\0" in raw:
        raise InvalidArgument(f"Cannot use {text[:200]!r} as a path: it holds a NUL")
    return raw


def _from_file_url(text: str) -> bytes:
    rest = text[5:]
    if rest.startswith("//"):
        host, slash, rest = rest[2:].partition("/")
        if host.lower() not in ("", "localhost"):
            raise InvalidArgument(f'Cannot read "{text[:200]}" as a path: its host is not this machine')
        rest = slash + rest
    return _decoded(text, rest)


def _decoded(text: str, rest: str) -> bytes:
    rest = rest.partition("#")[0].partition("?")[0]
    if "%2f" in rest.lower():
        raise InvalidArgument(f'Cannot read "{text[:200]}" as a path: it holds an encoded slash')
    try:
        raw = unquote_to_bytes(rest)
    except UnicodeEncodeError:
        raw = _to_bytes(rest)
    if b"\0" in raw:
        raise InvalidArgument(f'Cannot read "{text[:200]}" as a path: it holds a NUL')
    return raw
