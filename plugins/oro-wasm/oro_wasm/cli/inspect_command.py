"""`oro wasm inspect`: say what a file is, what it wants, and whether it will run here."""

from __future__ import annotations

import click

from oro_framework.commands import answer_json, json_option
from oro_wasm.analysis.child import judge_in_child
from oro_wasm.analysis.inspection import inspect
from oro_wasm.analysis.plain import plain
from oro_wasm.cli.file_input import STDIN, read_file
from oro_wasm.cli.grant_options import grant_options, limit_options
from oro_wasm.guests.start import Grants, Limits

__all__ = ("command",)

WILL_NOT_RUN = 1


@click.command(
    "inspect",
    epilog="""\b
Examples:
  oro wasm inspect tool.wasm
  oro wasm inspect tool.wasm --dir . --env HOME
  oro wasm inspect plugin.wasm --wit > plugin.wit
  oro wasm inspect tool.wasm --json | jq .answer

\b
Members of the JSON:
  file, size, layer, kind, name  what it is; layer is module or component
  verdict                        valid, problem, proposal, crashed, as of verify
  imports, exports               of a module: name, kind, type; a function's params
                                 and results
  component_imports, component_exports, wit, parts
                                 of a component: its interfaces, and what is in it
  sections, counts, memories, tables, globals, start
                                 its structure; memories in pages of page_size bytes
  producers, features            what made it; features of WebAssembly it uses
  wants, grants, limits          what it asks of the machine, and what it would have
  missing, answer                imports that are not provided; whether it runs, why
                                 not, with which flags and by which command
  problem                        why some of this is not known
""",
)
@click.argument("file", required=False)
@click.option("-p", "--path", metavar="FILE", help="The file, as the argument is.")
@click.option("--wit", "only_wit", is_flag=True, help="Print only the interfaces of a component, as WIT.")
@click.option("-a", "--all", "everything", is_flag=True, help="Show every entry of the lists, however long they are.")
@grant_options
@limit_options
@json_option
def command(
    file: str | None,
    path: str | None,
    only_wit: bool,
    everything: bool,
    as_json: bool,
    grants: Grants,
    limits: Limits,
) -> int:
    """Show what a module or component has and wants, and whether it will run here. Nothing of it runs.

    FILE is - for the standard input. With the flags that `oro wasm exec` takes, it shows what they would grant. The
    exit code is 1 if the file will not run here.
    """
    name = file or path
    if name is None:
        raise click.UsageError("Cannot inspect: no file is named")
    found = inspect(read_file(name), "FILE" if name == STDIN else name, grants, limits, judge=judge_in_child)
    if as_json:
        answer_json(plain(name, found))
    elif only_wit:
        from oro_wasm.cli.inspection_text import print_wit

        print_wit(name, found)
    else:
        from oro_wasm.cli.inspection_text import print_inspection

        print_inspection(name, found, everything=everything)
    return WILL_NOT_RUN if found.answer.runs == "no" else 0
