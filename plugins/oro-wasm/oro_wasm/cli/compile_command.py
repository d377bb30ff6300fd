"""`oro wasm compile`: build a project."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from oro_framework.commands import answer_json, json_option, note
from oro_wasm.builds.build import BuildConfig, BuildResult, Optimization
from oro_wasm.builds.plain import described
from oro_wasm.cli.build_terminal import BuildTerminal, show_diagnostics
from oro_wasm.sizes import shown_size

__all__ = ("command",)

INTERRUPTED = 130
"""The exit code of a command that was interrupted, as shells have it."""
LEVELS = get_args(Optimization)
EXAMPLES = """
\b
Examples:
  oro wasm compile                          the project in this folder, to its module in this folder
  oro wasm compile hello.c -o out           one file, to out/hello.wasm
  oro wasm compile app --optimization debug with names and lines for debuggers
  oro wasm compile app -l cpp               another language than the one found for it
  oro wasm compile app --json               for other programs
"""


@click.command("compile", short_help="Build a project", epilog=EXAMPLES)
@click.argument("project", required=False, type=click.Path(path_type=Path))
@click.option("-p", "--path", type=click.Path(path_type=Path), help="The project, as PROJECT.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder for what is made; this one."
)
@click.option("-l", "--language", default="", metavar="NAME", help="Language; what the project looks like.")
@click.option(
    "--optimization",
    type=click.Choice(LEVELS),
    help="Compile for a debugger, for speed or for size; size, unless your configuration says another.",
)
@click.option("--component", is_flag=True, help="Make a component, where the language can.")
@click.option("--web", is_flag=True, help="Make the page that runs it, too, where the language can.")
@click.option("-v", "--verbose", is_flag=True, help="Show the commands that run, and all they say.")
@json_option
def command(
    project: Path | None,
    path: Path | None,
    output: Path | None,
    language: str,
    optimization: Optimization | None,
    component: bool,
    web: bool,
    verbose: bool,
    as_json: bool,
) -> int:
    """Build a project to WebAssembly: a folder, or one source file.

    Nothing is built anew where nothing changed. `oro wasm clean` removes what builds made.
    """
    from oro_wasm.builds.preferences import read_preferences

    if project and path:
        raise click.UsageError("PROJECT and --path name the project both; leave one out")
    config = BuildConfig(
        project=(project or path or Path()).resolve(),
        output=(output or Path()).resolve(),
        optimization=optimization or read_preferences().optimization or "size",
        component=component,
        webapp=web,
        verbose=verbose,
    )
    return _built(config, language, as_json)


def _built(config: BuildConfig, language: str, as_json: bool) -> int:
    import trio

    from oro_wasm.builds.builder import build_project
    from oro_wasm.builds.languages import installed_languages
    from oro_wasm.errors import BuildError

    terminal = BuildTerminal(quiet=as_json, verbose=config.verbose)
    try:
        result = trio.run(build_project, installed_languages(), config, terminal.report, language)
    except (KeyboardInterrupt, BaseExceptionGroup) as error:
        if isinstance(error, BaseExceptionGroup) and error.subgroup(KeyboardInterrupt) is None:
            raise
        terminal.end()
        return INTERRUPTED
    except BuildError as error:
        if as_json:
            answer_json({"ok": False, **error.as_err()})
            return 1
        terminal.end()
        show_diagnostics(error.diagnostics, config.project)
        raise
    terminal.end()
    if as_json:
        answer_json({"ok": True, **described(result)})
        return 0
    show_diagnostics(result.diagnostics, config.project)
    _show(result)
    return 0


def _show(result: BuildResult) -> None:
    took = "nothing had changed" if result.cached else f"{result.milliseconds / 1000:.2f} s"
    for path in result.files:
        click.echo(f"{_near(path)}  {shown_size(path.stat().st_size)}")
    note(f"{result.language}, {took}")


def _near(path: Path) -> Path:
    """Return a path as a person in this folder would type it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
