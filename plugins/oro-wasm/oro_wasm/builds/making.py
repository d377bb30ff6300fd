"""One build: not run where nothing changed, its files put in place only when all of them are made, and recorded."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path

import trio
from msgspec import Struct, structs

from oro_framework.atomic import TemporaryFolder, sweep
from oro_wasm.builds.build import BuildConfig, BuildResult, Diagnostic
from oro_wasm.builds.fingerprints import fingerprints, unchanged
from oro_wasm.builds.records import BuildRecord, read_record, record_path, write_record
from oro_wasm.errors import BuildError

__all__ = ("Made", "Recipe", "made")


class Recipe(Struct, frozen=True, kw_only=True):
    """Everything a build depends on."""

    language: str
    sources: tuple[Path, ...]
    """The files of the project that are read, or may be: a build is run when one is changed, added or removed."""
    told: tuple[str, ...]
    """All else that has influence: versions and paths of tools, options."""


class Made(Struct, frozen=True, kw_only=True):
    """The files a build has made in the folder it was given."""

    module: str
    """The file of the module or component, relative to that folder."""
    files: tuple[str, ...] = ()
    """Further files, relative to it."""
    read: tuple[Path, ...] = ()
    """Files besides the sources that were read, absolute, such as headers elsewhere."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Warnings, kept for when nothing has changed."""


async def made(config: BuildConfig, recipe: Recipe, make: Callable[[Path], Awaitable[Made]]) -> BuildResult:
    """Return a build: the last one where nothing has changed since, or else a new one.

    If cancelled, or if `make` raises, the output folder is as it was.

    Args:
        config: the build as asked for.
        recipe: what it depends on.
        make: builds into the folder it is given, which is on the same disk as the output and is removed afterwards.

    Raises:
        BuildError: the output folder cannot be written, or what `make` raises.
    """
    began = time.perf_counter()
    path = record_path(recipe.language, config)
    before = await trio.to_thread.run_sync(partial(_fresh, path, recipe))
    if before is not None:
        return _result(before, began, cached=True)
    now = time.time_ns()
    inputs = await trio.to_thread.run_sync(fingerprints, recipe.sources, now)  # before: they may change meanwhile
    try:
        config.output.mkdir(parents=True, exist_ok=True)
        sweep(config.output)
        folder = TemporaryFolder(config.output, "build")
    except OSError as error:
        raise _unwritable(config.output, error) from None
    try:
        done = await make(folder.path)
        record = await trio.to_thread.run_sync(partial(_placed, config, recipe, done, folder.path, now))
    finally:
        folder.remove()
    record = structs.replace(record, inputs={**record.inputs, **inputs})
    write_record(path, record)
    return _result(record, began, cached=False)


def _fresh(path: Path, recipe: Recipe) -> BuildRecord | None:
    """Return the record of the last build if it would be the same now."""
    record = read_record(path)
    if record is None or record.recipe != _digest(recipe.told) or record.listing != _digest(recipe.sources):
        return None
    return record if unchanged(record.inputs) and unchanged(record.outputs) else None


def _placed(config: BuildConfig, recipe: Recipe, done: Made, folder: Path, now: int) -> BuildRecord:
    """Move what was made into the output folder, the module last, and return the record."""
    names = [*(each for each in done.files if each != done.module), done.module]
    if missing := [name for name in names if not (folder / name).is_file()]:
        raise BuildError(
            f'Cannot build "{config.project}": the tools ended well, and made no "{missing[0]}"; --verbose shows them'
        )
    outputs = [config.output / name for name in names]
    try:
        for name, output in zip(names, outputs, strict=True):
            output.parent.mkdir(parents=True, exist_ok=True)
            os.replace(folder / name, output)
    except OSError as error:
        raise _unwritable(output, error) from None
    return BuildRecord(
        project=str(config.project),
        language=recipe.language,
        recipe=_digest(recipe.told),
        listing=_digest(recipe.sources),
        inputs=fingerprints(done.read, now),
        module=str(outputs[-1]),
        outputs=fingerprints(outputs, now),
        diagnostics=done.diagnostics,
    )


def _result(record: BuildRecord, began: float, *, cached: bool) -> BuildResult:
    return BuildResult(
        module=Path(record.module),
        files=tuple(map(Path, record.outputs)),
        language=record.language,
        milliseconds=(time.perf_counter() - began) * 1000,
        cached=cached,
        diagnostics=record.diagnostics,
    )


def _digest(items: Iterable[object]) -> str:
    return sha256("\0".join(str(each) for each in items).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _unwritable(path: Path, error: OSError) -> BuildError:
    reason = error.strerror or str(error)
    return BuildError(f'Cannot write "{path}": {reason}; name a folder you can write to with --output')
