"""The cache of the model hub's own libraries.

Rules
1. `models--ORG--REPO/snapshots/COMMIT/FILE` is a link to a file in `models--ORG--REPO/blobs`.
2. `models--ORG--REPO/refs/main` names the commit that was last the newest; its snapshot is looked at first.
3. A file is named `ORG/REPO/FILE`, whichever snapshot it is in.
4. A snapshot has only the files that were asked for at its commit: two of one repository may be in two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from oro_ai.file_names import SUFFIX, is_projector
from oro_ai.pulling.source import is_first_part
from oro_ai.stores.stored import Stored

__all__ = ("SOURCE", "folders_around", "models", "places")

SOURCE = "Hub's cache"
_PREFIX = "models--"


def places(home: Path, environ: Mapping[str, str]) -> list[Path]:
    """Return the folder that may be the cache, existing or not."""
    if chosen := environ.get("HF_HUB_CACHE") or environ.get("HUGGINGFACE_HUB_CACHE"):
        return [Path(chosen).expanduser()]
    if own := environ.get("HF_HOME"):
        return [Path(own).expanduser() / "hub"]
    cache = environ.get("XDG_CACHE_HOME")
    return [(Path(cache).expanduser() if cache else home / ".cache") / "huggingface" / "hub"]


def models(store: Path) -> Iterator[Stored]:
    """Yield the models of the cache, sorted by name; of a model of several files only the first."""
    found: dict[str, Stored] = {}
    for repository in sorted(store.glob(f"{_PREFIX}*--*")):
        owner, _, name = repository.name.removeprefix(_PREFIX).partition("--")
        for snapshot in _snapshots(repository):
            for path in snapshot.rglob(f"*{SUFFIX}"):
                shown = f"{owner}/{name}/{path.relative_to(snapshot).as_posix()}"
                if path.is_file() and is_first_part(path.name) and not is_projector(path.name):
                    # Not resolved: a blob has no name that says which part of a model it is.
                    found.setdefault(shown, Stored(shown, path, SOURCE))
    yield from sorted(found.values(), key=lambda one: one.name)


def folders_around(model: Path) -> Iterator[Path]:
    """Yield the folders that may have what belongs to a model of the cache; none for a model elsewhere.

    They are those above it in its snapshot, and those of the snapshot that have no model of their own; then the same
    of other snapshots of its repository.
    """
    snapshot = next((folder for folder in model.parents if folder.parent.name == "snapshots"), None)
    if snapshot is None or not snapshot.parent.parent.name.startswith(_PREFIX):
        return
    inner = model.parent.relative_to(snapshot)
    every = _snapshots(snapshot.parent.parent)
    for other in sorted(every, key=lambda path: path != snapshot):  # its own first
        above = [other / part for part in (inner, *inner.parents)]
        yield from above
        below = sorted(path for path in other.rglob("*") if path.is_dir())
        yield from (path for path in below if path not in above and not _has_models(path))


def _has_models(folder: Path) -> bool:
    return any(not is_projector(path.name) for path in folder.glob(f"*{SUFFIX}"))


def _snapshots(repository: Path) -> list[Path]:
    """Return the snapshots of a repository, that of `main` first, then the newest."""
    try:
        main = (repository / "refs" / "main").read_text("utf-8").strip()
    except (OSError, ValueError):
        main = ""
    every = [path for path in (repository / "snapshots").glob("*") if path.is_dir()]
    return sorted(every, key=lambda path: (path.name != main, -path.stat().st_mtime))
