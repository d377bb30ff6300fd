"""Find the file of a model in a registry as Ollama's is: the registry API of containers, version 2.

Rules
1. `/v2/NAMESPACE/MODEL/manifests/TAG` lists the layers of a model.
2. The layer of `MODEL` is the GGUF file; its digest is its sha256, and its bytes are at `blobs/DIGEST`.
3. The layer of `PROJECTOR`, where there is one, is the GGUF file by which the model reads images.
4. Other layers (template, licence, parameters) are not needed: a GGUF file has its template in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from oro_ai.errors import CannotPull
from oro_ai.pulling.client import DENIED, asked_json
from oro_ai.pulling.names import OllamaModel
from oro_ai.pulling.source import Source, projector_name

if TYPE_CHECKING:
    import httpx

__all__ = ("MANIFEST", "MODEL", "PROJECTOR", "Layer", "digest_of", "layers_of", "registry_sources")

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
MODEL = "application/vnd.ollama.image.model"
PROJECTOR = "application/vnd.ollama.image.projector"
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


class Layer(NamedTuple):
    """A file of a model in the registry."""

    digest: str
    """Its sha256, in hexadecimal digits."""
    size: int | None
    """Bytes; None where the manifest does not say."""


def layers_of(manifest: Any) -> dict[str, Layer]:
    """Return the first layer of each type of a manifest; none of what is no manifest."""
    layers = manifest.get("layers") if isinstance(manifest, dict) else None
    found: dict[str, Layer] = {}
    for layer in layers if isinstance(layers, list) else ():
        if isinstance(layer, dict) and (digest := digest_of(layer.get("digest"))):
            size = layer.get("size")
            found.setdefault(str(layer.get("mediaType")), Layer(digest, size if isinstance(size, int) else None))
    return found


def digest_of(text: object) -> str:
    """Return the hexadecimal digits of a digest such as `sha256:0f…`; empty when it is none."""
    found = _DIGEST.fullmatch(text) if isinstance(text, str) else None
    return found[1] if found else ""


async def registry_sources(
    client: httpx.AsyncClient, registry: str, name: OllamaModel, local: str = ""
) -> tuple[Source, ...]:
    """Return the file of a model, and that of its projector where it has one.

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
    layers = layers_of(manifest)
    if MODEL not in layers:
        raise CannotPull(str(name), "the registry has it, but not as a GGUF file")
    model = _blob(place, layers[MODEL], local or name.filename)
    if PROJECTOR not in layers:
        return (model,)
    return (model, _blob(place, layers[PROJECTOR], projector_name(model.name), projector=True))


def _blob(place: str, layer: Layer, name: str, *, projector: bool = False) -> Source:
    return Source(
        url=f"{place}/blobs/sha256:{layer.digest}",
        name=name,
        server="registry",
        sha256=layer.digest,
        size=layer.size,
        projector=projector,
    )
