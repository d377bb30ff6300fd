"""`oro wasm verify`: check that files are valid WebAssembly."""

from __future__ import annotations

from typing import Any

import click
from msgspec import to_builtins

from oro_framework.commands import answer_json, json_option, note, show, table
from oro_framework.errors import UsageError
from oro_wasm.analysis.child import judge_in_child
from oro_wasm.analysis.component import Component
from oro_wasm.analysis.module import Module
from oro_wasm.analysis.problem import Problem
from oro_wasm.analysis.sections import Section
from oro_wasm.analysis.structure import structure
from oro_wasm.analysis.verdict import Verdict
from oro_wasm.cli.file_input import read_file
from oro_wasm.printable import printable

__all__ = ("command",)

UNREADABLE = 2
INVALID = 1


@click.command(
    "verify",
    epilog="""\b
Examples:
  oro wasm verify tool.wasm
  oro wasm verify --detailed build/*.wasm
  cat tool.wasm | oro wasm verify - --json

\b
The JSON is a list with, for each file:
  file, readable, error  its name; false and why where it cannot be read
  size, layer            bytes; module, component or null
  valid, problem         false with reason and offset, in bytes from its beginning
  proposal               true where only a proposal, switched off here, is in its way
  crashed                true where the engine ended while it read it
  sections               with --detailed: id, name, custom, offset, size, entries
""",
)
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option("-p", "--path", "paths", multiple=True, metavar="FILE", help="A file, as an argument is.")
@click.option("-d", "--detailed", is_flag=True, help="Show the sections of each file too.")
@json_option
def command(files: tuple[str, ...], paths: tuple[str, ...], detailed: bool, as_json: bool) -> int:
    """Check that files are valid WebAssembly, modules or components, as the specification says.

    Each file is validated by the engine that would run it, in a process of its own; nothing of it runs. FILE is - for
    the standard input. The exit code is 0 if all are valid, 1 if one is not, and 2 if one cannot be read.
    """
    names = (*paths, *files)
    if not names:
        raise click.UsageError("Cannot verify: no file is named")
    checked = [_checked(name, detailed=detailed, as_json=as_json) for name in names]
    if as_json:
        answer_json([answer for answer, _ in checked])
    return max(code for _, code in checked)


def _checked(name: str, *, detailed: bool, as_json: bool) -> tuple[dict[str, Any], int]:
    """Check one file and print its verdict; return it for JSON, with an exit code."""
    try:
        data = read_file(name)
    except UsageError as error:
        if not as_json:
            click.echo(click.style("error: ", fg="red", bold=True) + error.message, err=True)
        return {"file": name, "readable": False, "error": error.message}, UNREADABLE
    code = structure(data)
    verdict = judge_in_child(data, code).verdict
    sections = [] if code is None else code.sections
    if not as_json:
        _print(name, data, verdict, code, detailed=detailed)
    answer: dict[str, Any] = {"file": name, "readable": True, "size": len(data), **to_builtins(verdict)}
    if detailed:
        answer["sections"] = to_builtins(sections)
    return answer, 0 if verdict.valid else INVALID


def _print(name: str, data: bytes, verdict: Verdict, code: Module | Component | None, *, detailed: bool) -> None:
    sections = [] if code is None else code.sections
    shown = click.style(printable(name), bold=True)
    if verdict.valid:
        click.echo(f"{shown}: {click.style('valid', fg='green')} {verdict.layer}, {len(data):,} bytes")
    else:
        click.echo(f"{shown}: {click.style('not valid', fg='red')}: {_reason(verdict, sections)}")
    if detailed and sections:
        show(_table(sections))
    if verdict.proposal:
        note("The feature is a proposal that is not in the specification yet; it is switched off here.")


def _reason(verdict: Verdict, sections: list[Section]) -> str:
    problem = verdict.problem or Problem(reason="the engine refuses it")
    reason = printable(problem.reason)
    if problem.offset is None:
        return reason
    inside = [each for each in sections if each.offset <= problem.offset < each.offset + each.size]
    where = f", in section {printable(_name(inside[-1]))}" if inside else ""
    return f"{reason}, at byte {problem.offset:,} ({problem.offset:#x}){where}"


def _table(sections: list[Section]) -> Any:
    made = table("Section", "Offset", "Bytes", "Entries")
    for column in made.columns[1:]:
        column.justify = "right"
    for each in sections:
        entries = "–" if each.entries is None else f"{each.entries:,}"
        made.add_row(_escaped(_name(each)), f"{each.offset:,}", f"{each.size:,}", entries)
    return made


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(printable(text))


def _name(section: Section) -> str:
    return f'{section.name} "{section.custom}"' if section.custom else section.name
