"""`oro wasm exec`: run a program, or call a function."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from oro_framework.cli.terminal import warn
from oro_framework.errors import UsageError
from oro_wasm.cli.foreground import in_foreground
from oro_wasm.cli.grant_options import grant_options, limit_options
from oro_wasm.guests.start import Grants, Limits, Start

__all__ = ("command",)

SCRIPTS = (".py", ".js", ".mjs")
_NUMBER = r"(?ai)-(\d|\.\d|inf|nan)"


class Exec(click.Command):
    """A command whose own options may stand after FILE, where numbers below 0 are no options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = args[: args.index("--")] if "--" in args else args
        after = len(args) - len(own) - 1
        rest = super().parse_args(ctx, args)
        given: tuple[str, ...] = ctx.params["args"]
        for each in given[: max(0, len(given) - max(0, after))]:
            if each.startswith("-") and each != "-" and not re.match(_NUMBER, each):
                raise click.NoSuchOption(each, possibilities=sorted(_options(self)), ctx=ctx)
        return rest


def _options(command: click.Command) -> list[str]:
    return [name for each in command.params for name in each.opts if name.startswith("--")]


@click.command(
    "exec",
    cls=Exec,
    context_settings={"ignore_unknown_options": True},
    short_help="Run a program, or call a function of a module",
    epilog="""\b
Examples:
  oro wasm exec tool.wasm -- --verbose in.txt
  oro wasm exec tool.wasm --dir .:ro --dir out::/out --env LANG
  oro wasm exec sums.wasm --call add 2 -3
  oro wasm exec script.py words
  oro wasm exec unknown.wasm --no-clocks --timeout 5 --max-memory 64MiB
""",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
@click.option("-c", "--call", "function", default="", metavar="FN", help="Call a function with ARGS, print its result.")
@click.option("--json", "as_json", is_flag=True, help="Answer how it ended as JSON; what it prints goes to stderr.")
@grant_options
@limit_options
def command(file: Path, args: tuple[str, ...], function: str, as_json: bool, grants: Grants, limits: Limits) -> int:
    """Run a program or a component, or call a function of it.

    ARGS are the program's, or the function's parameters; put those that begin with a hyphen after `--`. It reaches
    stdin, stdout and stderr, clocks, random numbers, and what you grant it. It ends with its own exit code: 134 where
    it cannot go on, 124 after --timeout, 130 after Ctrl-C.
    """
    start = Start(path=os.path.abspath(file), args=args, texts=True, function=function, grants=grants, limits=limits)
    late = f'Stopped "{file}": it ran longer than {limits.timeout or 0:g} seconds; allow it more with --timeout'
    in_foreground(lambda: _run(start, as_json), limits.timeout, late)


def _run(start: Start, as_json: bool) -> int:
    from oro_wasm.engine.cache import Cache, limit_of  # the engine is slow to import
    from oro_wasm.engine.code import Store
    from oro_wasm.folders import cache_folder
    from oro_wasm.guests.run import run
    from oro_wasm.guests.streams import Streams

    if start.path.endswith(SCRIPTS):
        from oro_wasm.languages.scripts import as_script

        start = as_script(start)
    cache = Cache(cache_folder() / "code", limit_of(os.environ))
    try:
        code = Store(cache).load(Path(start.path), fuel=start.limits.fuel is not None)
    except OSError as error:
        raise UsageError(f'Cannot read "{start.path}": {error.strerror}') from None
    if start.grants.network and not code.is_component:
        warn(f'"{os.path.basename(start.path)}" is a module, and only components have sockets: it has no network')
    answers = os.dup(1) if as_json else None
    if answers is not None:
        os.dup2(2, 1)
    outcome = run(code, start, Streams())
    if outcome.results or outcome.code or answers is not None:
        from oro_wasm.cli import exec_answers  # most programs end without a word

        exec_answers.answer(outcome, start, answers)
    return outcome.code
