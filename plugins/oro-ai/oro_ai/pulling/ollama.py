"""Find the file of a model in a registry as Ollama's is: the registry API of containers, version 2.

Rules
1. `/v2/NAMESPACE/MODEL/manifests/TAG` lists the layers of a model.
2. The layer of `MODEL` is the GGUF file; its digest is its sha256, and its bytes are at `blobs/DIGEST`.
3. Other layers (template, licence, parameters) are not needed: a GGUF file has its template in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from oro_ai.errors import CannotPull
from oro_ai.pulling.client import DENIED, asked_json
from oro_ai.pulling.names import OllamaModel
from oro_ai.pulling.source import Source

if TYPE_CHECKING:
    import httpx

__all__ = ("MANIFEST", "MODEL", "PROJECTOR", "digest_of", "layer_digests", "model_layer", "registry_source")

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
MODEL = "application/vnd.ollama.image.model"
PROJECTOR = "application/vnd.ollama.image.projector"
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


def model_layer(manifest: Any) -> tuple[str, int | None] | None:
    """Return the sha256 and size of the GGUF file of a manifest; None when it has none."""
    layers = manifest.get("layers") if isinstance(manifest, dict) else None
    for layer in layers if isinstance(layers, list) else ():
        if isinstance(layer, dict) and layer.get("mediaType") == MODEL and (digest := digest_of(layer.get("digest"))):
            size = layer.get("size")
            return digest, size if isinstance(size, int) else None
    return None


def layer_digests(manifest: Any) -> dict[str, str]:
    """Return the sha256 of the first layer of each type of a manifest."""
    layers = manifest.get("layers") if isinstance(manifest, dict) else None
    found: dict[str, str] = {}
    for layer in layers if isinstance(layers, list) else ():
        if isinstance(layer, dict) and (digest := digest_of(layer.get("digest"))):
            found.setdefault(str(layer.get("mediaType")), digest)
    return found


def digest_of(text: object) -> str:
    """Return the hexadecimal digits of a digest such as `sha256:0f…`; empty when it is none."""
    found = _DIGEST.fullmatch(text) if isinstance(text, str) else None
    return found[1] if found else ""


async def registry_source(client: httpx.AsyncClient, registry: str, name: OllamaModel, local: str = "") -> Source:
    """Return the file of a model.

    Args:
        client: the client.
        registry: the URL of the registry, without a slash at the end.
        name: the model.
        local: the name of the local file; empty for one like the model's.

    Raises:
        CannotPull: there is no such model, or it is not a GGUF file.
    """
    place = f"{registry}/v2/{quote(name.namespace, safe='')}/{quote(name.model, safe='')}"
    manifest = await asked_json(
        client,
        str(name),
        f"{place}/manifests/{quote(name.tag, safe='')}",
        accept=MANIFEST,
        missing="the registry has no model of that name, or none with that tag",
        denied=DENIED["registry"],
    )
    if (layer := model_layer(manifest)) is None:
        raise CannotPull(str(name), "the registry has it, but not as a GGUF file")
    digest, size = layer
    return Source(
        url=f"{place}/blobs/sha256:{digest}",
        name=local or name.filename,
        server="registry",
        sha256=digest,
        size=size,
    )
