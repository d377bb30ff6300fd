"""Print an inspection for people."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from oro_framework.commands import note, show, table
from oro_framework.errors import UsageError
from oro_wasm.analysis.component import Extern
from oro_wasm.analysis.inspection import Inspection
from oro_wasm.analysis.module import Export, Import
from oro_wasm.analysis.sections import Section
from oro_wasm.analysis.wants import Want
from oro_wasm.cli.file_input import STDIN
from oro_wasm.guests.start import Grants
from oro_wasm.printable import printable

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ("print_inspection", "print_wit")

_PROVIDED = {
    "module": "A module is given the functions of WASI preview 1, and nothing else.",
    "component": "A component is given the interfaces of WASI 0.2, and nothing else.",
}
MOST_REASONS = 12
MOST_ROWS = 30
"""Imports and exports that are shown unless all are asked for."""


def print_wit(name: str, found: Inspection) -> None:
    """Print the interfaces of a component.

    Raises:
        UsageError: it is none, or they are not known.
    """
    if found.layer != "component":
        raise UsageError(f'Cannot show the WIT of "{name}": it is {found.kind.title}; only components have interfaces')
    if not found.wit:
        why = found.problem.reason if found.problem else "it says nothing of them"
        raise UsageError(f'Cannot show the WIT of "{name}": {why}')
    click.echo(printable(found.wit, "\n"), nl=False)


def print_inspection(name: str, found: Inspection, *, everything: bool) -> None:
    """Print what a file is, whether it will run, what it wants and what it has.

    Args:
        name: of the file.
        found: what was found out.
        everything: print all imports and exports.
    """
    most = None if everything else MOST_ROWS
    _print_head(name, found)
    _print_answer(found)
    _print_wants(found)
    if found.layer == "component":
        _print_externs("Imports", found.component_imports, most)
        _print_externs("Exports", found.component_exports, most)
        _print_parts(found, most)
    else:
        _print_imports(found.imports, most)
        _print_exports(found.exports, most)
    _print_memories(found)
    _print_sections(found, most)
    if found.wit and name != STDIN:
        note(f"\nIts interfaces in full: oro wasm inspect {shlex.quote(name)} --wit")


def _print_head(name: str, found: Inspection) -> None:
    own = f', named "{printable(found.name)}"' if found.name else ""
    shown = "Standard input" if name == STDIN else printable(name)
    text = click.wrap_text(f"{shown}: {found.kind.title}{own}, {found.size:,} bytes", width=_width())
    click.echo(text.replace(shown, click.style(shown, bold=True), 1))
    made = [" ".join(filter(None, (each.name, each.version))) for each in found.producers]
    if made:
        _wrapped("Made with ", ", ".join(dict.fromkeys(made)))
    if found.features:
        _wrapped("Features: ", ", ".join(found.features))
    if found.problem is not None:
        _wrapped("Not all of it could be read: ", found.problem.reason)


def _wrapped(before: str, text: str) -> None:
    width = _width()
    click.echo(click.wrap_text(f"{before}{printable(text)}", width=width, subsequent_indent="  "))


def _width() -> int:
    import shutil

    return max(shutil.get_terminal_size((120, 24)).columns, 30)


def _print_answer(found: Inspection) -> None:
    answer = found.answer
    word, colour = ("No", "red") if answer.runs == "no" else ("Yes", "green")
    click.echo()
    click.echo(click.style("Will it run here? ", bold=True) + click.style(word, fg=colour, bold=True))
    for each in answer.reasons[:MOST_REASONS]:
        _item(each)
    if len(answer.reasons) > MOST_REASONS:
        _item(f"and {len(answer.reasons) - MOST_REASONS:,} more reasons; --json has every one")
    if found.missing:
        _item(_PROVIDED[found.layer or "module"])
    if answer.runs == "with-grants":
        groups = " and ".join(each.group for each in found.wants if each.flag in answer.flags and not each.granted)
        _item(f"It asks for {groups}, which this command grants; it starts without, too:")
    if answer.command:
        click.echo(f"  {printable(answer.command)}")


def _item(text: str) -> None:
    click.echo(click.wrap_text(printable(text), width=_width(), initial_indent="  ", subsequent_indent="  "))


def _print_wants(found: Inspection) -> None:
    if not found.wants:
        return
    _heading("What it asks for")
    made = table("Group", "It may", "Granted")
    for each in found.wants:
        made.add_row(f"[bold]{each.group}[/]", each.meaning, _granted(each, found.grants))
    show(made)


def _granted(want: Want, grants: Grants) -> str:
    from rich.markup import escape

    if not want.granted:
        return f"[yellow]no[/]{f', {want.flag} grants it' if want.flag else ''}"
    if want.group == "files":
        return escape(printable(", ".join(_folders(grants))))
    if want.group == "environment":
        return escape(printable(", ".join(grants.env)))
    return "[green]yes[/]"


def _folders(grants: Grants) -> Iterable[str]:
    for each in grants.directories:
        yield f"{each.guest}{'' if each.writable else ' (only to read)'}"


def _heading(text: str) -> None:
    click.echo()
    click.secho(text, bold=True)


def _print_imports(imports: Sequence[Import], most: int | None) -> None:
    if imports:
        _heading(f"Imports ({len(imports):,})")
        made = table("From", "Name", "Kind", "Type")
        for each in imports[:most]:
            _row(made, each.module, each.name, each.kind, each.type)
        _show(made, len(imports), most)


def _print_exports(exports: Sequence[Export], most: int | None) -> None:
    if exports:
        _heading(f"Exports ({len(exports):,})")
        made = table("Name", "Kind", "Type")
        for each in exports[:most]:
            _row(made, each.name, each.kind, each.type)
        _show(made, len(exports), most)


def _print_externs(heading: str, externs: Sequence[Extern], most: int | None) -> None:
    if not externs:
        return
    _heading(f"{heading} ({len(externs):,})")
    made = table("Name", "Kind", "Has")
    for each in externs[:most]:
        functions = ", ".join(function.name for function in each.functions)
        kind = "interface" if each.kind == "instance" else each.kind
        _row(made, each.name, kind, each.type or (functions if heading == "Exports" else _many(each)))
    _show(made, len(externs), most)


def _many(extern: Extern) -> str:
    count = len(extern.functions)
    return f"{count} function{'' if count == 1 else 's'}" if count else "types"


def _print_parts(found: Inspection, most: int | None) -> None:
    if found.parts:
        _heading(f"Inside it ({len(found.parts):,})")
        made = table("Part", "Name", "Bytes", "Functions")
        for column in made.columns[2:]:
            column.justify = "right"
        for each in found.parts[:most]:
            functions = f"{each.functions:,}" if each.layer == "module" else "–"
            _row(made, "  " * (each.depth - 1) + each.layer, each.name or "–", f"{each.size:,}", functions)
        _show(made, len(found.parts), most)


def _print_memories(found: Inspection) -> None:
    if found.memories:
        _heading("Memory")
    for each in found.memories:
        most = "no maximum" if each.maximum is None else f"at most {_size(each.maximum * each.page_size)}"
        words = ["shared"] * each.shared + ["64-bit"] * each.memory64 + ["imported"] * each.imported
        kind = f" ({', '.join(words)})" if words else ""
        _item(f"{_size(each.minimum * each.page_size)} at first, {most}{kind}")
    if found.memories:
        _item(f"The limit here is {_size(found.limits.memory)} for each memory; --max-memory sets another.")


def _size(size: int) -> str:
    """Return a number of bytes as people read it."""
    number, units = float(size), ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    while number >= 1024 and len(units) > 1:
        number /= 1024
        del units[0]
    return f"{number:.3g} {units[0]}" if number < 1000 else f"{number:,.0f} {units[0]}"


def _print_sections(found: Inspection, most: int | None) -> None:
    if not found.sections:
        return
    _heading("Sections")
    if found.layer == "component":
        _print_section_sums(found.sections, most)
        return
    made = table("Name", "Offset", "Bytes", "Entries")
    for column in made.columns[1:]:
        column.justify = "right"
    for each in found.sections[:most]:
        name = f'{each.name} "{each.custom}"' if each.custom else each.name
        _row(made, name, f"{each.offset:,}", f"{each.size:,}", "–" if each.entries is None else f"{each.entries:,}")
    _show(made, len(found.sections), most)


def _print_section_sums(sections: Sequence[Section], most: int | None) -> None:
    """Print the sections of a component by name: it has many of each."""
    sums: dict[str, list[int]] = {}
    for each in sections:
        sums.setdefault(f'{each.name} "{each.custom}"' if each.custom else each.name, []).append(each.size)
    made = table("Name", "Sections", "Bytes")
    for column in made.columns[1:]:
        column.justify = "right"
    for name, sizes in list(sums.items())[:most]:
        _row(made, name, f"{len(sizes):,}", f"{sum(sizes):,}")
    _show(made, len(sums), most)


def _row(made: Table, *texts: str) -> None:
    from rich.markup import escape

    made.add_row(*(escape(printable(each)) for each in texts))


def _show(made: Table, count: int, most: int | None) -> None:
    show(made)
    if most is not None and count > most:
        note(f"… and {count - most:,} more; --all and --json have every one")
