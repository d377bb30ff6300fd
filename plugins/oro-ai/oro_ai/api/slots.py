"""The endpoint `slots/ID`: save the cache of a sequence in a file of the app's, restore it, or empty it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
from anyio import to_thread

from oro_ai.answer import JSONAnswer
from oro_ai.api.request import Asked, converted
from oro_ai.data_folder import data_folder
from oro_ai.engine.computing import Generates
from oro_ai.engine.job import Adapter
from oro_ai.engine.state import Saved
from oro_ai.models.app_models import AppModels
from oro_ai.models.dump import Dump, packed, parsed
from oro_ai.models.entry import Entry
from oro_framework.atomic import replace_file
from oro_framework.errors import InvalidArgument, NotFound, UsageError

__all__ = ("answer",)

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


class Request(msgspec.Struct, kw_only=True):
    """A request to save, restore or empty a sequence."""

    action: Literal["save", "restore", "erase"]
    filename: str | None = None
    model: str | None = None


async def answer(app: AppModels, asked: Asked) -> JSONAnswer:
    """Save the cache of a sequence, restore it, or empty it.

    Raises:
        NotFound: there is no such sequence, or no such file.
        InvalidArgument: the name of the file is none, or the file is of another model.
        Busy: the sequence is generating.
    """
    request = converted(asked, Request)
    began = time.monotonic()
    async with app.library.use(request.model or "") as entry:
        generator, slot = _sequence(entry, asked.endpoint.removeprefix("slots/"))
        if request.action == "erase":
            count = (await generator.state()).slots[slot].cached
            await generator.restore(Saved(tokens=[], adapters=(), state=b""), slot)
            return JSONAnswer({"id_slot": slot, "n_erased": count})
        path = _path(app, request.filename)
        if request.action == "save":
            count, size = await _save(app, generator, slot, path)
            told = {"n_saved": count, "n_written": size}
        else:
            count, size = await _restore(app, entry, generator, slot, path)
            told = {"n_restored": count, "n_read": size}
    took = {f"{request.action}_ms": round((time.monotonic() - began) * 1000, 3)}
    return JSONAnswer({"id_slot": slot, "filename": path.name, **told, "timings": took})


def _sequence(entry: Entry, number: str) -> tuple[Generates, int]:
    generator = entry.generator
    if generator is None:
        raise UsageError(f'Cannot use slots of model "{entry.name}": it only makes embeddings', param="model")
    most = generator.shape.sequences
    if not (number.isascii() and number.isdigit() and int(number) < most):
        raise NotFound(f'Cannot use slot "{number[:20]}": model "{entry.name}" has slots 0 to {most - 1}')
    return generator, int(number)


def _path(app: AppModels, name: str | None) -> Path:
    if name is None or not _NAME.fullmatch(name):
        raise InvalidArgument(
            f'Cannot use the file "{name}": expected a name of letters, digits, "_", "-" and "."', param="filename"
        )
    return data_folder(app.host.bundle) / "slots" / name


async def _save(app: AppModels, generator: Generates, slot: int, path: Path) -> tuple[int, int]:
    saved = await generator.save(slot)
    data = packed(Dump(saved.tokens, _digests(app, saved.adapters), saved.state))
    await to_thread.run_sync(_write, path, data)
    return len(saved.tokens), len(data)


async def _restore(app: AppModels, entry: Entry, generator: Generates, slot: int, path: Path) -> tuple[int, int]:
    try:
        data = await to_thread.run_sync(path.read_bytes)
    except FileNotFoundError as error:
        raise NotFound(f'Cannot restore slot {slot}: no file "{path.name}" was saved', param="filename") from error
    dump = parsed(data, entry.limit, entry.facts.words.size)
    known = {one.digest: one.id for one in app.library.adapters if one.model == entry.id}
    if missing := next((digest for digest, _ in dump.adapters if digest not in known), None):
        raise InvalidArgument(
            f"Cannot restore slot {slot}: it was read with LoRA adapter {missing[:12]}, which is not loaded",
            param="filename",
        )
    adapters = tuple(Adapter(known[digest], scale) for digest, scale in dump.adapters)
    await generator.restore(Saved(tokens=dump.tokens, adapters=adapters, state=dump.state), slot)
    return len(dump.tokens), len(data)


def _digests(app: AppModels, adapters: Iterable[Adapter]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((app.library.adapters.required(one.id).digest, one.scale) for one in adapters))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_file(path, data, 0o600)
