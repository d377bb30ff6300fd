"""Templates of `oro new` whose pages Vite makes, each in TypeScript and in JavaScript."""

from __future__ import annotations

from pathlib import Path

from oro_framework.declarations import Template

__all__ = ("FRONT_ENDS", "front_end", "marks", "shared")

TEMPLATES = Path(__file__).parent / "templates"
SHARED = (TEMPLATES / "_python", TEMPLATES / "_web" / "common")
"""Folders with what all these templates share."""
LANGUAGES = ("typescript", "javascript")
FRONT_ENDS = {
    "vanilla": "Vite and no framework",
    "react": "Vite and React",
    "vue": "Vite and Vue",
    "svelte": "Vite and Svelte",
    "solid": "Vite and Solid",
}
"""Their names, and what each is made with."""
WITH_JSX = frozenset({"react", "solid"})
PACKAGE = Path(__file__).parents[2] / "npm" / "vite"
"""The npm package `@oro/vite` of a checkout."""


def front_end(name: str) -> Template:
    """Return the template of a name in `FRONT_ENDS`."""
    summary, first = FRONT_ENDS[name], ("npm install",)
    return Template(name=name, summary=summary, folder=TEMPLATES / name, languages=LANGUAGES, first=first)


def shared(language: str) -> tuple[Path, ...]:
    """Return the folders with what all these templates share in one language."""
    return (*SHARED, TEMPLATES / "_web" / language)


def marks(name: str, language: str) -> dict[str, str]:
    """Return what stands for the marks in the files of one template: the first script, and the package for Vite."""
    ending = {"typescript": "ts", "javascript": "js"}[language] + ("x" if name in WITH_JSX else "")
    return {"__MAIN__": f"main.{ending}", "__ORO_VITE__": _package()}


def _package() -> str:
    """Return where npm finds `@oro/vite`: in the checkout, if this is one, else in its registry."""
    description = PACKAGE / "package.json"
    if description.is_file():
        return f"file:{PACKAGE.as_posix()}"
    from importlib.metadata import version  # slow to import

    return f"^{version('oro-framework')}"
