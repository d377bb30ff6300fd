"""The files that a model is downloaded from. No I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from oro_ai.file_names import SUFFIX, without_quantisation
from oro_ai.pulling.names import HubFile
from oro_framework.errors import UsageError

__all__ = ("Server", "Source", "hub_source", "is_first_part", "parts_of", "projector_name", "url_source")

Server = Literal["hub", "registry", "other"]

_LONGEST = 200
_PART = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$")
_MOST_PARTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file on a server."""

    url: str
    name: str
    """The name of the local file."""
    server: Server = "other"
    sha256: str = ""
    """The digest that the server's own list has for it; empty when unknown."""
    size: int | None = None
    """Bytes, where the server's own list says them."""
    projector: bool = False
    """True for the file of a projector, which is no part of the model itself."""


def projector_name(model: str) -> str:
    """Return the name of the local file of a model's projector, by which it is known to be that model's alone."""
    stem = without_quantisation(model.removesuffix(SUFFIX)).rstrip("-_. ")
    return f"mmproj-{stem or 'model'}{SUFFIX}"


def url_source(url: str, name: str = "") -> Source:
    """Return the file at a URL.

    Args:
        url: the URL, which has been checked.
        name: the name of the local file; empty for the last part of the URL.

    Raises:
        UsageError: the name is not that of a model file.
    """
    return Source(url=url, name=_named(url, name or unquote(urlsplit(url).path.rpartition("/")[2])))


def hub_source(
    hub: str, file: HubFile, revision: str, *, name: str = "", sha256: str = "", size: int | None = None
) -> Source:
    """Return a file of the hub.

    Args:
        hub: the URL of the hub, without a slash at the end.
        file: the file.
        revision: a branch, tag or commit.
        name: the name of the local file; empty for its own.
        sha256: its digest; empty when unknown.
        size: its bytes; None when unknown.

    Raises:
        UsageError: the name is not that of a model file.
    """
    owner, repository, *path = (quote(part, safe="") for part in (file.owner, file.repository, *file.path.split("/")))
    url = f"{hub}/{owner}/{repository}/resolve/{quote(revision, safe='')}/{'/'.join(path)}"
    local = _named(f"{file.owner}/{file.repository}/{file.path}", name or file.path.rpartition("/")[2])
    return Source(url=url, name=local, server="hub", sha256=sha256, size=size)


def parts_of(path: str) -> list[str]:
    """Return the paths of all parts of a model that is stored in several files; of any other only its own.

    `tiny-00002-of-00003.gguf` gives those of 1, 2 and 3.
    """
    found = _PART.search(path)
    count = int(found[2]) if found else 0
    if found is None or not 1 <= count <= _MOST_PARTS:
        return [path]
    return [f"{path[: found.start()]}-{number:05}-of-{count:05}{SUFFIX}" for number in range(1, count + 1)]


def is_first_part(path: str) -> bool:
    """Return whether a file is the one that is loaded: the first part of a model, or the whole of it."""
    return parts_of(path)[0] == path


def _named(text: str, name: str) -> str:
    bad = any(char in '/\\:*?"<>|' or not char.isprintable() for char in name)
    if bad or not name.endswith(SUFFIX) or name == SUFFIX or len(name) > _LONGEST:
        raise UsageError(
            f'Cannot pull "{text}": "{name}" is no name for a model file; say one that ends in {SUFFIX} with --name'
        )
    return name
