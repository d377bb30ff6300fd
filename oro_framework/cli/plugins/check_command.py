"""`oro plugins check`: says what a reviewer of a plugin would."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oro_framework.cli import terminal
from oro_framework.cli.plugins.options import json_option

if TYPE_CHECKING:
    from oro_framework.cli.plugins.check.remark import Remark

__all__ = ("check",)

COLOURS = {"error": "red", "advice": "yellow", "note": "bright_black"}


@click.command("check", short_help="Say what a reviewer of a plugin would")
@click.argument("plugin", default=".", metavar="[FOLDER|NAME|WHEEL]")
@click.option("--strict", is_flag=True, help="Fail for advice too, not for errors alone.")
@click.option("--all", "everything", is_flag=True, help="Show notes, and remarks for which there is a reason.")
@json_option
@click.pass_context
def check(ctx: click.Context, plugin: str, strict: bool, everything: bool, as_json: bool) -> None:
    r"""Examine the plugin of a FOLDER, the installed one of a NAME if it is there as a checkout, or what a WHEEL has.

    It looks at names, permissions, types, docs, hooks, the package, and what a start costs. The exit code is 1 when
    there are errors. A remark that is to stay has its reason in pyproject.toml:

    \b
        [tool.oro.check.reasons]
        "route-permission:clock.now" = "the time is no secret"
    """
    terminal.listen(quiet=True)
    name, remarks = _examined(plugin)
    failing = [each for each in remarks if each.weight == "error" or (strict and each.weight == "advice")]
    failed = any(not each.reason for each in failing)
    if as_json:
        from msgspec import structs

        terminal.answer_json({"plugin": name, "ok": not failed, "remarks": [*map(structs.asdict, remarks)]})
    else:
        _show(name, remarks, everything)
    ctx.exit(int(failed))


def _examined(plugin: str) -> tuple[str, list[Remark]]:
    if plugin.endswith(".whl"):
        from oro_framework.cli.plugins.check.wheel_contents import examine_wheel
        from oro_framework.cli.plugins.wheel import read_wheel

        return Path(plugin).name, examine_wheel(read_wheel(Path(plugin)))
    from oro_framework.cli.plugins.check.examination import examine  # loads a host
    from oro_framework.cli.plugins.project import installed_project, read_project
    from oro_framework.cli.plugins.records import project_host

    project = read_project(Path(plugin)) if Path(plugin).is_dir() else installed_project(plugin)
    return project.name, examine(project, project_host(project))


def _show(name: str, remarks: list[Remark], everything: bool) -> None:
    open_ = [each for each in remarks if not each.reason]
    for each in remarks if everything else [each for each in open_ if each.weight != "note"]:
        click.echo(f"{each.place or name}  " + click.style(each.weight, fg=COLOURS[each.weight], bold=True), nl=False)
        click.echo(f"  {terminal.written_out(each.message)}  " + click.style(each.code, dim=True))
        click.echo(click.style(f"    {'reason: ' + each.reason if each.reason else each.remedy}", dim=True))
    counts = {weight: sum(each.weight == weight for each in open_) for weight in COLOURS}
    reasoned = len(remarks) - len(open_)
    if open_ and remarks:
        click.echo()
    said = [_count(counts["error"], "error"), _count(counts["advice"], "piece of advice", "pieces of advice")]
    said += [_count(counts["note"], "note")] + ([f"{reasoned} with a reason"] if reasoned else [])
    click.echo(
        f"{name}: {', '.join(said)}" + ("" if everything or not (counts["note"] or reasoned) else "; --all shows all")
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"
