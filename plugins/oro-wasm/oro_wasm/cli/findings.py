"""Checks of `oro doctor`: the engine of WebAssembly, and the tools of each language."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

from oro_framework.commands import Finding
from oro_wasm.builds.language import Language
from oro_wasm.builds.languages import installed_languages

__all__ = ("examine",)

ENGINE = "wasmtime"


def examine() -> Iterator[Finding]:
    """Yield the findings about the engine and about the languages that are enabled."""
    try:
        import wasmtime  # noqa: F401  # loads the library, which the machine may not be able to
    except (ImportError, OSError) as error:
        mend = (f"pip install --force-reinstall {ENGINE}",)
        yield Finding(subject=ENGINE, state="warning", detail=f"oro-wasm can run nothing: {error}", mend=mend)
    else:
        yield Finding(subject=ENGINE, detail=metadata.version(ENGINE))
    ready = []
    for language in installed_languages():
        if found := _lacking(language):
            yield found
        else:
            ready.append(language.info.title)
    if ready:
        yield Finding(subject="wasm builds", detail=", ".join(ready))


def _lacking(language: Language) -> Finding | None:
    """Return the finding about a language that lacks tools; none where it lacks nothing."""
    missing = language.check_dependencies()
    subject = f"wasm {language.info.title}"
    fetched = [f"{tool.name} ({tool.megabytes} MB)" for tool in missing if tool.fetchable]
    mend = tuple(tool.install for tool in missing if not tool.fetchable)
    if mend:
        names = ", ".join(tool.name for tool in missing if not tool.fetchable)
        return Finding(subject=subject, state="warning", detail=f"not here: {names}", mend=mend)
    return Finding(subject=subject, detail=f"the first build fetches {', '.join(fetched)}") if fetched else None
