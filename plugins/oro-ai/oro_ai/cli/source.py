"""Parse the source a model is downloaded from. No I/O.

https://example.org/models/tiny.gguf      that file
ORG/REPO/FILE                             HUB/ORG/REPO/resolve/REVISION/FILE, as the model hub has its files
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from oro_ai.model_folders import SUFFIX
from oro_framework.errors import UsageError

__all__ = ("Source", "parse_source")

_LEAST = 3
"""The parts of a name on the hub: organization, repository, file."""
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file on a server."""

    url: str
    name: str
    """The name of the local file."""
    on_hub: bool


def parse_source(text: str, *, hub: str, revision: str = "main", name: str = "") -> Source:
    """Parse a source as typed on the command line.

    Args:
        text: a URL, or `ORG/REPO/FILE`.
        hub: the URL of the hub, without a slash at the end.
        revision: a branch, tag or commit on the hub.
        name: the name of the local file; empty for the last part of `text`.

    Raises:
        UsageError: the text is neither, or the name is not that of a model file.
    """
    if "://" in text:
        url, on_hub = _url(text), False
    else:
        parts = text.split("/")
        if len(parts) < _LEAST or any(part in ("", ".", "..") for part in parts):
            raise UsageError(f'Cannot pull "{text}": expected a URL, or ORG/REPO/FILE of the hub')
        owner, repository, *path = (quote(part, safe="") for part in parts)
        url, on_hub = f"{hub}/{owner}/{repository}/resolve/{quote(revision, safe='')}/{'/'.join(path)}", True
    return Source(url=url, name=_name(text, name or unquote(urlsplit(url).path.rpartition("/")[2])), on_hub=on_hub)


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError as error:
        raise UsageError(f'Cannot pull "{text}": {error}') from error
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f'Cannot pull "{text}": expected a URL of http or https')
    return text


def _name(text: str, name: str) -> str:
    bad = any(char in '/\\:*?"<>|' or not char.isprintable() for char in name)
    if bad or not name.endswith(SUFFIX) or name == SUFFIX or len(name) > _LONGEST:
        raise UsageError(
            f'Cannot pull "{text}": "{name}" is no name for a model file; say one that ends in {SUFFIX} with --name'
        )
    return name
