"""The endpoints `api/tags`, `api/ps`, `api/show` and `api/version`: the models there are, in Ollama's shape."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from anyio import to_thread

from oro_ai.answer import JSONAnswer
from oro_ai.api.ollama.request import Show
from oro_ai.api.request import Asked, converted
from oro_ai.chat.reading import OPENED
from oro_ai.chat.template import chosen
from oro_ai.engine.gguf import Header, NotGGUF, read_header
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry

__all__ = ("plain_name", "running", "show", "tags", "told_version")

LATEST = ":latest"


async def tags(app: AppModels, asked: Asked) -> JSONAnswer:
    """List the models that can be used by name, loaded or not."""
    found = await to_thread.run_sync(lambda: [_file(name, path) for name, path in _files(app).items()])
    return JSONAnswer({"models": [one for one in found if one is not None]})


async def running(app: AppModels, asked: Asked) -> JSONAnswer:
    """List the loaded models."""
    loaded = [
        {**_card(one.name, one.path, one.header), "context_length": one.limit, "size_vram": 0} for one in app.library
    ]
    return JSONAnswer({"models": loaded})


async def show(app: AppModels, asked: Asked) -> JSONAnswer:
    """Describe a model, which is loaded for it.

    Raises:
        NoModel: there is no such model.
    """
    async with app.library.use(await plain_name(app, converted(asked, Show).model)) as entry:
        facts, header = entry.facts, entry.header
        name = header.architecture
        return JSONAnswer(
            {
                "modified_at": _time(entry.path),
                "template": chosen(facts),
                "parameters": "",
                "modelfile": f"FROM {entry.name}\n",
                "license": "",
                "details": _details(header),
                "capabilities": _capabilities(entry),
                "model_info": {
                    "general.architecture": name,
                    "general.parameter_count": facts.parameters,
                    f"{name}.context_length": facts.trained_context,
                    f"{name}.embedding_length": facts.width,
                },
            }
        )


async def told_version(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with the version of this distribution."""
    return JSONAnswer({"version": version("oro-ai")})


async def plain_name(app: AppModels, name: str) -> str:
    """Return the name by which a model is loaded: `latest` is the tag of models that have none, and of those of Ollama.

    Raises:
        InvalidArgument: the name is none of a model.
    """
    plain = name.removesuffix(LATEST)
    if app.library.loaded(plain) is not None:
        return plain
    tagged = plain if ":" in plain.rpartition("/")[2] else plain + LATEST
    if app.library.loaded(tagged) is not None:
        return tagged
    models = app.library.models
    for one in filter(None, (plain, tagged)):
        if await to_thread.run_sync(models.has, one):
            return one
    return plain


def _files(app: AppModels) -> dict[str, Path]:
    """Return the files that can be loaded, and those that are, by name."""
    models = app.library.models
    listed = {name: path for name in models.names() if (path := models.path(name)) is not None}
    shared = {one.name: one.path for one in models.stored()}
    return {**shared, **listed, **{entry.name: entry.path for entry in app.library}}


def _file(name: str, path: Path) -> dict[str, Any] | None:
    try:
        header = read_header(path)
    except (NotGGUF, OSError):
        return None
    return _card(name, path, header) if header.kind == "model" else None


def _card(name: str, path: Path, header: Header) -> dict[str, Any]:
    size = path.stat().st_size if path.exists() else 0
    return {
        "name": name,
        "model": name,
        "modified_at": _time(path),
        "size": size,
        "digest": "",
        "details": _details(header),
    }


def _details(header: Header) -> dict[str, Any]:
    family = header.architecture
    return {
        "parent_model": "",
        "format": "gguf",
        "family": family,
        "families": [family],
        "parameter_size": "",
        "quantization_level": "",
    }


def _capabilities(entry: Entry) -> list[str]:
    found = ["completion", "tools"] if entry.generator is not None else ["embedding"]
    if entry.facts.words.infill:
        found.append("insert")
    found += [name for name in ("vision", "audio") if getattr(entry.facts, name)]
    return [*found, "thinking"] if OPENED in chosen(entry.facts) else found


def _time(path: Path) -> str:
    seconds = path.stat().st_mtime if path.exists() else 0
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
