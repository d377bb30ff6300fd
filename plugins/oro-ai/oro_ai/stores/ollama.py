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

from oro_ai.pulling.ollama import MODEL, PROJECTOR, layers_of
from oro_ai.stores.stored import Stored

__all__ = ("SOURCE", "models", "places", "projector_of")

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


def projector_of(blob: Path) -> Path | None:
    """Return the projector of a model of a store; None where its manifest names none, or the file is in no store."""
    store = blob.parent.parent
    if blob.parent.name != "blobs":
        return None
    for manifest in _files(store / "manifests"):
        layers = _layers(manifest)
        if blob.name == f"sha256-{layers.get(MODEL, '')}" and (digest := layers.get(PROJECTOR)):
            path = store / "blobs" / f"sha256-{digest}"
            return path if path.is_file() else None
    return None


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.glob("*/*/*/*"):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _digest_in(manifest: Path) -> str:
    return _layers(manifest).get(MODEL, "")


def _layers(manifest: Path) -> dict[str, str]:
    """Return the digest of the first layer of each type; none of a manifest that cannot be read."""
    try:
        with manifest.open("rb") as file:
            return {kind: layer.digest for kind, layer in layers_of(json.loads(file.read(_LARGEST))).items()}
    except (OSError, ValueError):
        return {}


def _name(host: str, namespace: str, model: str, tag: str) -> str:
    if host != _REGISTRY:
        return f"{host}/{namespace}/{model}:{tag}"
    return f"{model}:{tag}" if namespace == _LIBRARY else f"{namespace}/{model}:{tag}"
