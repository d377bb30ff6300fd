"""Print what goes into an app, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from oro_build.built import Built
from oro_build.planning.distributions import size_of
from oro_build.planning.plan import Part, Plan
from oro_build.remarks import remarks
from oro_build.sizes import hints
from oro_framework.cli import terminal

__all__ = ("print_plan", "print_result")


def print_plan(plan: Plan, *, as_json: bool) -> None:
    """Print what would go into an app, and why."""
    size = sum(path.stat().st_size for path in plan.files)
    if as_json:
        terminal.answer_json(
            {
                "name": plan.product.name,
                "title": plan.product.title,
                "version": plan.product.version,
                "engine": {"name": plan.engine, "why": plan.why_engine},
                "plugins": {part.plugin: _told(part) for part in plan.parts if part.plugin},
                "distributions": {part.distribution: _told(part) for part in plan.parts if not part.plugin},
                "imports": plan.imports,
                "files": {"count": len(plan.files), "bytes": size},
            }
        )
        return
    product = plan.product
    click.echo(f"{product.title} {product.version} as {product.name} ({product.identifier})")
    click.echo(f"engine {plan.engine}: {plan.why_engine}")
    click.echo(f"the app's own files: {len(plan.files)}, {megabytes(size)}\n")
    for heading, parts in (
        ("plugin", [part for part in plan.parts if part.plugin]),
        ("other package", [part for part in plan.parts if not part.plugin]),
    ):
        table = terminal.table(heading, "installed", "why")
        table.columns[1].justify = "right"
        for part in parts:
            name, bytes_ = part.plugin or part.distribution, size_of(part.distribution)
            table.add_row(terminal.escaped(name), megabytes(bytes_), terminal.escaped(part.why))
        terminal.show(table)
    for hint in hints(plan):
        terminal.note(f"smaller: {hint}")
    click.echo("\nBuild it with: oro build. Of Qt and of large packages, what the app does not use is left out.")


def print_result(plan: Plan, built: Built, made: Sequence[Path], seconds: float, *, as_json: bool) -> None:
    """Print where an app is, its sizes by part, and what would make it smaller."""
    total = sum(built.sizes.values())
    if as_json:
        terminal.answer_json(
            {
                "folder": built.folder,
                "program": built.folder / built.product.name,
                "engine": built.engine,
                "bytes": total,
                "sizes": built.sizes,
                "requirements": built.requirements,
                "made": made,
                "seconds": round(seconds, 1),
            }
        )
        return
    table = terminal.table("part", "size")
    table.columns[1].justify = "right"
    shown = [(name, size) for name, size in built.sizes.items() if size >= 512 << 10]
    for name, size in shown:
        table.add_row(terminal.escaped(name), megabytes(size))
    if rest := total - sum(size for _, size in shown):
        table.add_row("the rest", megabytes(rest))
    table.add_row("together", megabytes(total))
    terminal.show(table)
    for hint in hints(plan, built.sizes):
        terminal.note(f"smaller: {hint}")
    for remark in remarks(built) if made else ():
        terminal.note(remark)
    click.echo(f"\nBuilt in {seconds:.0f} s: {_shown(built.folder / built.product.name)}")
    for path in made:
        click.echo(f"Made: {_shown(path)}")


def _told(part: Part) -> dict[str, Any]:
    return {"why": part.why, "bytes": size_of(part.distribution)}


def megabytes(size: int) -> str:
    """Return a size for people."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
