"""Makes the session of a path: finds out what it is, and which language builds it."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from oro_wasm.builds.build import BuildConfig, BuildResult, Report
from oro_wasm.builds.builder import build_project
from oro_wasm.builds.languages import Languages, installed_languages
from oro_wasm.folders import cache_folder
from oro_wasm.server.records import Record
from oro_wasm.server.session import Build, Session
from oro_wasm.server.target import Target, detect

__all__ = ("open_session", "output_of")


def open_session(
    path: Path, *, language: str, watch: bool, verbose: bool, heard: Callable[[Record], None] | None
) -> Session:
    """Return a session of a project, a module or a site; nothing is built yet.

    Args:
        path: of a file or folder.
        language: the name of the language that builds it; empty asks each.
        watch: whether sources are followed.
        verbose: whether every command of a build is reported.
        heard: called with each log record.

    Raises:
        NothingToShow: it is none of these.
        NoSuchLanguage: there is no language of that name.
        BuildError: the language is disabled.
    """
    languages = installed_languages()
    wanted = languages.named(language).info.name if language else ""
    target = detect(path, lambda project: wanted or _able(languages, project))
    build = _build(languages, target, verbose=verbose) if target.kind == "project" else None
    return Session(target, build, watch=watch, heard=heard)


def output_of(project: Path) -> Path:
    """Return the folder in the user's cache for what a development server builds of a project."""
    digest = sha256(str(project).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return cache_folder().with_name("wasm-run") / f"{project.stem or 'project'}-{digest}"


def _able(languages: Languages, project: Path) -> str:
    return next((each.info.name for each in languages if each.can_handle_project(project)), "")


def _build(languages: Languages, target: Target, *, verbose: bool) -> Build:
    config = BuildConfig(
        project=target.path, output=output_of(target.path), optimization="release", component=False, verbose=verbose
    )

    async def build(report: Report) -> BuildResult:
        return await build_project(languages, config, report, target.language)

    return build
