"""The store of Ollama.

Rules
1. `manifests/HOST/NAMESPACE/MODEL/TAG` is the manifest of a model, as its registry gave it.
2. `blobs/sha256-DIGEST` is the file of a layer; that of a model is GGUF.
3. A name leaves out the host `registry.ollama.ai` and its namespace `library`, as Ollama's own lists do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from oro_ai.pulling.ollama import model_layer
from oro_ai.stores.stored import Stored

__all__ = ("SOURCE", "models", "places")

SOURCE = "Ollama"
_REGISTRY, _LIBRARY = "registry.ollama.ai", "library"
_LARGEST = 4 << 20
"""The most bytes of a manifest."""


def places(home: Path, environ: Mapping[str, str]) -> list[Path]:
    """Return the folders that may be a store, existing or not; the second is that of a service of the system."""
    if chosen := environ.get("OLLAMA_MODELS"):
        return [Path(chosen)]
    return [home / ".ollama" / "models", Path("/usr/share/ollama/.ollama/models")]


def models(store: Path) -> Iterator[Stored]:
    """Yield the models of a store, sorted by name; those whose file is missing are left out."""
    found = []
    for manifest in _files(store / "manifests"):
        host, namespace, model, tag = manifest.relative_to(store / "manifests").parts
        digest = _digest_in(manifest)
        blob = store / "blobs" / f"sha256-{digest}"
        if digest and blob.is_file():
            found.append(Stored(_name(host, namespace, model, tag), blob, SOURCE))
    yield from sorted(found, key=lambda one: one.name)


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.glob("*/*/*/*"):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _digest_in(manifest: Path) -> str:
    try:
        with manifest.open("rb") as file:
            layer = model_layer(json.loads(file.read(_LARGEST)))
    except (OSError, ValueError):
        return ""
    return layer[0] if layer is not None else ""


def _name(host: str, namespace: str, model: str, tag: str) -> str:
    if host != _REGISTRY:
        return f"{host}/{namespace}/{model}:{tag}"
    return f"{model}:{tag}" if namespace == _LIBRARY else f"{namespace}/{model}:{tag}"
