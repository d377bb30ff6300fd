"""Parse the name of a model to download. No I/O.

https://example.org/models/tiny.gguf      that file
ORG/REPO/FILE                             a file of the model hub
ORG/REPO[:QUANTISATION]                   a repository of the hub, of which one model is chosen
NAME[:TAG]                                a model of Ollama's library
ollama.com/USER/NAME[:TAG]                a model of one of Ollama's users

`hf.co/` or `huggingface.co/` before a name of the hub is left out, as is `ollama.com/library/`.
Without TAG it is `latest`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from oro_ai.file_names import SUFFIX
from oro_framework.errors import UsageError

__all__ = ("Address", "HubFile", "HubRepository", "Name", "OllamaModel", "parse_name")

HUBS = ("hf.co/", "huggingface.co/")
REGISTRIES = ("ollama:", "ollama.com/", "registry.ollama.ai/")
LIBRARY = "library"
LATEST = "latest"
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_FORMS = "expected a URL, ORG/REPO[:QUANTISATION] or ORG/REPO/FILE of the hub, or NAME[:TAG] of Ollama's library"
_FILE = 3
"""The fewest parts of the name of a file on the hub."""


@dataclass(frozen=True, slots=True)
class Address:
    """A file at a URL."""

    url: str


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file on the hub."""

    owner: str
    repository: str
    path: str


@dataclass(frozen=True, slots=True)
class HubRepository:
    """A repository on the hub; `quantisation` is empty where none was named."""

    owner: str
    repository: str
    quantisation: str = ""


@dataclass(frozen=True, slots=True)
class OllamaModel:
    """A model of an Ollama registry."""

    namespace: str
    model: str
    tag: str = LATEST

    @property
    def filename(self) -> str:
        """The name of the local file, such as `smollm2-135m.gguf`."""
        return self.model + ("" if self.tag == LATEST else f"-{self.tag}") + SUFFIX

    def __str__(self) -> str:
        user = "" if self.namespace == LIBRARY else f"{self.namespace}/"
        return f"{user}{self.model}:{self.tag}"


Name = Address | HubFile | HubRepository | OllamaModel


def parse_name(text: str) -> Name:
    """Parse a name as typed on the command line.

    Raises:
        UsageError: the text is no such name.
    """
    if "://" in text:
        return Address(_checked_url(text))
    for prefix in REGISTRIES:
        if text.startswith(prefix):
            return _ollama(text, text.removeprefix(prefix))
    rest = next((text.removeprefix(hub) for hub in HUBS if text.startswith(hub)), text)
    if "/" not in rest and rest == text:
        return _ollama(text, text)
    parts = rest.split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise UsageError(f'Cannot pull "{text}": {_FORMS}')
    if len(parts) >= _FILE:
        return HubFile(parts[0], parts[1], "/".join(parts[2:]))
    owner, repository = parts if len(parts) == _FILE - 1 else (parts[0], "")
    repository, colon, quantisation = repository.partition(":")
    if not repository or (colon and not quantisation):
        raise UsageError(f'Cannot pull "{text}": {_FORMS}')
    return HubRepository(owner, repository, quantisation)


def _checked_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError as error:
        raise UsageError(f'Cannot pull "{text}": {error}') from error
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f'Cannot pull "{text}": expected a URL of http or https')
    return text


def _ollama(text: str, name: str) -> OllamaModel:
    path, colon, tag = name.partition(":")
    *users, model = path.split("/")
    words = [*users, model, tag] if colon else [*users, model]
    if len(users) > 1 or model.endswith(SUFFIX) or not all(_PART.fullmatch(word) for word in words):
        raise UsageError(f'Cannot pull "{text}": {_FORMS}')
    return OllamaModel(users[0] if users else LIBRARY, model, tag or LATEST)
