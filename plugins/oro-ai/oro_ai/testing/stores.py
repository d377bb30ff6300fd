"""Write models into the stores of other programs, as these lay them out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

__all__ = ("tree", "write_hub_cache", "write_lm_studio", "write_ollama")


def write_ollama(store: Path, name: str, data: bytes, projector: bytes = b"") -> Path:
    """Write a model into a store of Ollama and return the path of its file.

    Args:
        store: the folder `models` of Ollama.
        name: as Ollama shows it: `MODEL:TAG`, `USER/MODEL:TAG` or `HOST/USER/MODEL:TAG`.
        data: the GGUF file.
        projector: the file of its projector; empty for none.
    """
    path, _, tag = name.rpartition(":")
    parts = path.split("/")
    host, namespace, model = [*["registry.ollama.ai", "library"][: 3 - len(parts)], *parts]
    layers = []
    more = (("projector", projector),) if projector else ()
    for kind, content in (("model", data), *more, ("template", b"{{ .Prompt }}"), ("license", b"Apache License")):
        layers.append({"mediaType": f"application/vnd.ollama.image.{kind}", **_blob(store, content)})
    config = json.dumps({"model_format": "gguf", "model_family": "llama", "file_type": "F32"}).encode()
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", **_blob(store, config)},
        "layers": layers,
    }
    place = store / "manifests" / host / namespace / model / tag
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(manifest, separators=(",", ":")))
    return store / "blobs" / f"sha256-{hashlib.sha256(data).hexdigest()}"


def _blob(store: Path, content: bytes) -> dict[str, object]:
    digest = hashlib.sha256(content).hexdigest()
    blobs = store / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)
    (blobs / f"sha256-{digest}").write_bytes(content)
    return {"digest": f"sha256:{digest}", "size": len(content)}


def write_lm_studio(store: Path, name: str, data: bytes) -> Path:
    """Write a model into a store of LM Studio as `PUBLISHER/REPOSITORY/FILE` and return its path."""
    path = store / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def write_hub_cache(store: Path, name: str, data: bytes, commit: str = "a" * 40, *, main: bool = True) -> Path:
    """Write a file into the cache of the hub's libraries and return the path of its link.

    Args:
        store: the folder `hub` of the cache.
        name: `ORG/REPO/FILE`.
        data: the file.
        commit: the commit whose snapshot it is in.
        main: whether the branch main is at that commit.
    """
    owner, repository, file = name.split("/", 2)
    place = store / f"models--{owner}--{repository}"
    blob = place / "blobs" / hashlib.sha256(data).hexdigest()
    link = place / "snapshots" / commit / file
    for folder in (blob.parent, link.parent, place / "refs"):
        folder.mkdir(parents=True, exist_ok=True)
    blob.write_bytes(data)
    link.symlink_to(Path(*[".."] * (2 + file.count("/")), "blobs", blob.name))
    if main:
        (place / "refs" / "main").write_text(commit)
    return link


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the size and the time of change of everything in a folder, by path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        told = path.lstat()
        found[path.relative_to(folder).as_posix()] = (told.st_size, told.st_mtime_ns)
    return found
