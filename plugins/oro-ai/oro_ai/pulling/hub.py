"""Choose a model among the files of a repository on the hub. Sans-IO, but for `files_of`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from oro_ai.errors import CannotPull
from oro_ai.file_names import SUFFIX, is_projector, projector_rank, quantisation_of
from oro_ai.pulling.client import DENIED, asked_json
from oro_ai.pulling.names import HubRepository
from oro_ai.pulling.source import parts_of

if TYPE_CHECKING:
    import httpx

__all__ = ("Listed", "choices", "chosen", "files_of", "projector")

USUAL = "Q4_K_M"
"""The quantisation that is chosen where none is named."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in the list of a repository."""

    path: str
    size: int | None = None
    sha256: str = ""


async def files_of(client: httpx.AsyncClient, hub: str, name: HubRepository, revision: str) -> list[Listed]:
    """Return the files of a repository.

    Raises:
        CannotPull: there is no such repository, or the hub cannot be reached.
    """
    shown = f"{name.owner}/{name.repository}"
    path = f"{quote(name.owner, safe='')}/{quote(name.repository, safe='')}/revision/{quote(revision, safe='')}"
    told = await asked_json(
        client,
        shown,
        f"{hub}/api/models/{path}?blobs=true",
        accept="application/json",
        missing=f'the hub has no such repository, or none with revision "{revision}"',
        denied=DENIED["hub"],
    )
    siblings = told.get("siblings") if isinstance(told, dict) else None
    return [_listed(one) for one in siblings or () if isinstance(one, dict) and isinstance(one.get("rfilename"), str)]


def _listed(told: Mapping[str, Any]) -> Listed:
    stored = told.get("lfs")
    large = stored if isinstance(stored, dict) else {}
    size, digest = large.get("size", told.get("size")), large.get("sha256")
    known = digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else ""
    return Listed(told["rfilename"], size if isinstance(size, int) else None, known)


def choices(files: Sequence[Listed]) -> list[tuple[Listed, ...]]:
    """Return the models of a repository, each with all of its parts, in order."""
    known = {file.path: file for file in files if file.path.endswith(SUFFIX) and not is_projector(file.path)}
    made = []
    for path in sorted(known):
        parts = parts_of(path)
        if parts[0] == path and all(part in known for part in parts):
            made.append(tuple(known[part] for part in parts))
    return made


def chosen(name: HubRepository, files: Sequence[Listed]) -> tuple[Listed, ...]:
    """Return the files of the model that was named, or of the usual one.

    Raises:
        CannotPull: there is no such model, or the choice is not clear; the message lists what there is.
    """
    shown = f"{name.owner}/{name.repository}"
    models = choices(files)
    if not models:
        raise CannotPull(shown, f"it has no {SUFFIX} file; look for a repository of that model whose name ends in GGUF")
    wanted = (name.quantisation or USUAL).upper()
    fit = [model for model in models if _is(model[0].path, wanted)]
    if len(fit) == 1:
        return fit[0]
    if len(models) == 1 and not name.quantisation:
        return models[0]
    if fit:
        which = ", ".join(f"{shown}/{model[0].path}" for model in fit)
        raise CannotPull(shown, f"several of its files are {wanted}; name one: {which}")
    reason = f"it has no {name.quantisation}" if name.quantisation else "it has several models"
    raise CannotPull(shown, f"{reason}; name one: {', '.join(_names(name, models))}")


def projector(files: Sequence[Listed]) -> Listed | None:
    """Return the projector of the models of a repository; None where they read only text."""
    found = [file for file in files if file.path.endswith(SUFFIX) and is_projector(file.path)]
    return min(found, key=lambda file: (projector_rank(file.path), file.path), default=None)


def _is(path: str, wanted: str) -> bool:
    stem = path.rpartition("/")[2].removesuffix(SUFFIX)
    return wanted in (quantisation_of(path), quantisation_of(path).removeprefix("UD-"), stem.upper())


def _names(name: HubRepository, models: Sequence[tuple[Listed, ...]]) -> list[str]:
    """Return what could be typed for each model."""
    labels = [quantisation_of(model[0].path) for model in models]
    return [
        f"{name.owner}/{name.repository}:{label}{_size(model)}"
        if label and labels.count(label) == 1
        else f"{name.owner}/{name.repository}/{model[0].path}{_size(model)}"
        for label, model in zip(labels, models, strict=True)
    ]


def _size(model: Sequence[Listed]) -> str:
    sizes = [part.size for part in model if part.size is not None]
    return f" ({sum(sizes) / 1e9:.2f} GB)" if len(sizes) == len(model) else ""
