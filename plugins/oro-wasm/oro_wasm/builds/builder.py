"""Build a project of any language."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from oro_wasm.builds.build import BuildConfig, BuildResult, Report
from oro_wasm.builds.language import Language
from oro_wasm.builds.languages import Languages
from oro_wasm.errors import BuildError

__all__ = ("build_project", "language_for")


def language_for(languages: Languages, project: Path, name: str, report: Report) -> Language:
    """Return the language to build a project with.

    Args:
        languages: those that are installed.
        project: a folder, or a single source file.
        name: of the language that is wanted, or an alias; empty to look what the project is.
        report: told which one was taken where several could be.

    Raises:
        NoSuchLanguage: there is none of that name.
        BuildError: the project is not there, no language knows it, or the one wanted is disabled.
    """
    if not name:
        detected = languages.detect(project)
        if detected.note:
            report("note", f"{project.name} is {detected.note}")
        return detected.language
    if not project.exists():
        raise BuildError(f'Cannot build "{project}": there is no such file or folder')
    return languages.named(name)


async def build_project(languages: Languages, config: BuildConfig, report: Report, language: str = "") -> BuildResult:
    """Build a project.

    If cancelled, the tools that run are ended, and the output folder is as it was.

    Args:
        languages: those that are installed.
        config: the build as asked for.
        report: told of the progress.
        language: its name or an alias; empty to look what the project is.

    Raises:
        NoSuchLanguage: there is no language of that name.
        BuildError: it could not be built.
    """
    taken = language_for(languages, config.project, language, report)
    info, able = taken.info, taken.info.capabilities
    if config.component and not able.compile_component:
        others = [each.info.title for each in languages if each.info.capabilities.compile_component]
        instead = f"leave out --component, or write it in {' or '.join(others)}" if others else "leave out --component"
        raise BuildError(
            f'Cannot build "{config.project}" to a component: the tools of {info.title} make modules; {instead}'
        )
    if config.webapp and not able.compile_webapp:
        raise BuildError(
            f'Cannot build "{config.project}" with a page: the tools of {info.title} make none; '
            "`oro wasm run` shows a module in a page of its own"
        )
    if not able.optimization and config.optimization != "size":
        report("note", f"{info.title} has no levels of optimization; {config.optimization} changes nothing")
        config = structs.replace(config, optimization="size")
    taken.validate_project(config.project)
    report("progress", f"building {config.project.name} ({info.title})")
    return await taken.build(config, report)
