"""`Spec`, how a dependency is asked for: a range, a version, a tag, another package, a folder, an archive."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, unquote

from oro_container.core.packages.errors import BadSpec
from oro_container.core.packages.ranges import parse_range
from oro_container.core.packages.versions import parse_version

__all__ = ("Kind", "Spec", "check_name", "parse_argument", "parse_elsewhere", "parse_spec")

Kind = Literal["range", "tag", "version", "alias", "git", "file", "link", "tarball", "workspace"]

_ARCHIVE = re.compile(r"\.(?:tgz|tar\.gz|tar)$", re.IGNORECASE)
_FILE = re.compile(r"file:|[.]|~/|/|[a-zA-Z]:(?![a-zA-Z0-9/])", re.IGNORECASE)
_URL = re.compile(r"(?:git\+)?([a-z]+):", re.IGNORECASE)
_HOSTED = re.compile(r"(?:github|gitlab|bitbucket|gist|sourcehut):", re.IGNORECASE)
_GIT = re.compile(r"git(?:\+[a-z]+)?:|ssh:|[^@/]+@[^:.]+\.[^:/]+:", re.IGNORECASE)
_SHORTCUT = re.compile(r"[^@./:\s#][^/:\s#@]*/[^/:\s#@]+(?:#.*)?")
_HOST = re.compile(
    r"https?://(?:[^@/]*@)?(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)/[^/]+/[^/#]+?(?:\.git)?/?(?:#.*)?",
    re.IGNORECASE,
)
_PART = re.compile(r"[A-Za-z0-9_.!~*'()-]+")


@dataclass(frozen=True, slots=True)
class Spec:
    """How a dependency is asked for."""

    name: str
    """The name that it goes by in `node_modules`."""
    kind: Kind
    text: str
    """The range, version, tag, path from the folder that asks, or address."""
    raw: str = ""
    """As package.json has it."""
    target: Spec | None = None
    """Of an alias: the package that goes by the name."""

    @property
    def registry(self) -> bool:
        """Whether the registry is asked for it."""
        return self.kind in ("range", "tag", "version", "alias")

    @property
    def wanted(self) -> Spec:
        """The package of the registry that is asked for."""
        return self.target or self


def check_name(name: str) -> str:
    """`name`, if a package can be called so.

    Raises:
        BadSpec: it cannot.
    """
    scope, slash, base = name.partition("/") if name.startswith("@") else ("@-", "/", name)
    fit = slash and _PART.fullmatch(scope[1:]) and _PART.fullmatch(base)
    if not fit or base.startswith((".", "-")) or base.lower() in ("node_modules", "favicon.ico"):
        raise BadSpec(f'Cannot install "{name[:200]}": that is no name of a package', package=name[:200])
    if not name.startswith("@") and name.startswith("_"):
        raise BadSpec(f'Cannot install "{name[:200]}": the name of a package cannot start with "_"', package=name)
    return name


def parse_argument(text: str) -> Spec:
    """The spec that `text` is as a person types it: `name`, `name@range`, `@scope/name@tag`.

    Raises:
        BadSpec: it names no package, or asks in a way that is not supported.
    """
    name, at, wanted = text[1:].partition("@")
    name = text[:1] + name
    path = name.startswith((".", "/", "~")) or (not name.startswith("@") and ("/" in name or _ARCHIVE.search(name)))
    if _URL.match(text) or path:
        raise BadSpec(f'Cannot install "{text[:200]}": write the name it has, as in "name@{text[:200]}"')
    return parse_spec(name, wanted if at and wanted else "*")


def parse_elsewhere(text: str) -> Spec | None:
    """The spec that `text` is as a person types it, if it names a repository, an address, or something of the project.

    Its name is empty where the text does not tell it.
    """
    bare = _bare(text)
    if bare is not None:
        return replace(bare, name="")
    name, at, wanted = text[1:].partition("@")
    try:
        spec = parse_spec(text[:1] + name, wanted) if at and wanted else None
    except BadSpec:
        return None
    return spec if spec is not None and _is_elsewhere(spec) else None


def _bare(text: str) -> Spec | None:
    try:
        spec = parse_spec("x", text)
    except BadSpec:
        return None
    if spec.kind in ("file", "link") and not text.startswith(("./", "file:")):
        return None
    return spec if _is_elsewhere(spec) else None


def _is_elsewhere(spec: Spec) -> bool:
    if spec.kind in ("file", "link"):
        return not spec.text.startswith(("..", "/"))
    return spec.kind in ("git", "tarball")


@lru_cache(maxsize=32768)
def parse_spec(name: str, text: str) -> Spec:
    """The spec that `text` is for the dependency `name`.

    Raises:
        BadSpec: the name is none, or what is asked for makes no sense.
    """
    check_name(name)
    raw, text = text, text.strip()
    if not text:
        return Spec(name, "range", "*", raw)
    if ":" in text or "/" in text or text.startswith("."):
        return _elsewhere(name, text, raw)
    if parse_version(text) is not None:
        return Spec(name, "version", text, raw)
    if parse_range(text) is not None:
        return Spec(name, "range", text, raw)
    return _address_or_tag(name, text, raw)


def _elsewhere(name: str, text: str, raw: str) -> Spec:
    lowered = text.lower()
    if lowered.startswith("npm:"):
        return _alias(name, text[4:], raw)
    if lowered.startswith("workspace:"):
        return Spec(name, "workspace", text[10:], raw)
    if lowered.startswith("link:"):
        return Spec(name, "link", _path(text[5:]), raw)
    if _FILE.match(text):
        return _file(name, text, raw)
    if _HOSTED.match(text) or _GIT.match(text) or _HOST.fullmatch(text) or _SHORTCUT.fullmatch(text):
        return Spec(name, "git", text, raw)
    return _address_or_tag(name, text, raw)


def _alias(name: str, text: str, raw: str) -> Spec:
    target = parse_argument(text)
    if target.kind == "alias" or not target.registry:
        raise BadSpec(
            f'Cannot install "{name}" as "{raw[:200]}": an alias names a package of the registry', package=name
        )
    return Spec(name, "alias", text, raw, target)


def _file(name: str, text: str, raw: str) -> Spec:
    path = unquote(text[5:] if text.lower().startswith("file:") else text)
    if path.startswith("/"):
        path = "/" + path.lstrip("/")
    if re.match(r"/\.\.?(?:/|$)", path):
        path = path[1:]
    if path.startswith("~") or re.match("[a-zA-Z]:", path):
        raise BadSpec(
            f'Cannot install "{name}" from "{raw[:200]}": the path has to be within the container', package=name
        )
    return Spec(name, "file" if _ARCHIVE.search(path) else "link", _path(path), raw)


def _path(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/"))


def _address_or_tag(name: str, text: str, raw: str) -> Spec:
    if re.match("https?:", text, re.IGNORECASE):
        return Spec(name, "tarball", text, raw)
    if "/" in text or _ARCHIVE.search(text):
        return _file(name, text, raw)
    if quote(text, safe="!~*'()") != text:
        raise BadSpec(f'Cannot install "{name}" at "{raw[:200]}": that is no version, range or tag', package=name)
    return Spec(name, "tag", text, raw)
