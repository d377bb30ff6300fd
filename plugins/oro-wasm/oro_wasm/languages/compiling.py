"""Run a compiler, and read its messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from oro_wasm.builds.build import BuildConfig, Diagnostic, Report
from oro_wasm.builds.diagnostics.gnu import diagnostics_of_gnu
from oro_wasm.builds.sources import folder_of
from oro_wasm.builds.tools import run_tool
from oro_wasm.languages.compile_errors import failed_compilation

__all__ = ("compile_project",)


async def compile_project(
    config: BuildConfig,
    command: Sequence[str | Path],
    report: Report,
    *,
    environment: Mapping[str, str] | None = None,
    read: Callable[[Sequence[str], Path], Sequence[Diagnostic]] = diagnostics_of_gnu,
) -> tuple[Diagnostic, ...]:
    """Run a compiler in the folder of a project, and return its warnings.

    Args:
        config: the build as asked for.
        command: the compiler with its arguments.
        report: told of the output.
        environment: variables added to those of this process.
        read: reads messages out of the lines of its output, with files named as in the project.

    Raises:
        BuildError: the project does not compile, or the compiler cannot be started.
    """
    ended = await run_tool(
        command,
        folder=folder_of(config.project),
        report=report,
        environment=environment,
        verbose=config.verbose,
    )
    diagnostics = tuple(read(ended.lines, config.project))
    if ended.code:
        raise failed_compilation(config, diagnostics, ended.lines)
    return diagnostics
