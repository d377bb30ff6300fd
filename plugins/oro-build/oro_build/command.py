"""`oro build`: makes of an app what people install."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # imported when an app is built
    from oro_build.built import Built
    from oro_build.hookspecs import Publisher
    from oro_build.planning.plan import Plan

__all__ = ("command",)


@click.command(name="build", short_help="Make of an app what people install")
@click.argument("app", default=".", metavar="[APP]")
@click.option("--output", type=click.Path(path_type=Path), help="The folder to write; build/NAME when not given.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="Make a download as well; may be repeated.")
@click.option("--engine", metavar="NAME", default="", help="qt, which goes into the app, or gtk, the system's.")
@click.option("--one-file", is_flag=True, help="Make one program, which unpacks itself at each start.")
@click.option("--release", type=click.Path(path_type=Path), help="Publish it, signed, in a folder of updates.")
@click.option("--explain", is_flag=True, help="Print what would go in and why; build nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print for programs.")
def command(
    app: str,
    output: Path | None,
    formats: tuple[str, ...],
    engine: str,
    one_file: bool,
    release: Path | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Build APP: a folder, an oro.toml, one .html page or one .py file. Without APP, the current folder.

    The result runs on machines with neither Python nor this checkout.
    """
    from oro_build.front_end import build_pages
    from oro_build.planning.plan import make_plan
    from oro_build.report import print_plan, print_result
    from oro_framework.cli.app import describe, load_config

    described = describe(app)
    resources = "" if explain else build_pages(described, load_config(described))
    plan = make_plan(described, engine=engine, resources=resources)
    if explain:
        print_plan(plan, as_json=as_json)
        return
    publish = None if release is None else _publisher()
    began = time.monotonic()
    built = _built(plan, (output or Path("build") / plan.product.name).resolve(), one_file)
    print_result(plan, built, [], time.monotonic() - began, as_json=as_json)
    if release is not None and publish is not None:
        for line in publish(app, built, release):
            click.echo(line, err=as_json)


def _publisher() -> Publisher:
    """Return what publishes versions, before minutes of building are spent on one that cannot be published."""
    from oro_framework.commands import ask_installed
    from oro_framework.errors import UsageError

    found: list[Publisher] = [answer for _, answer in ask_installed("oro_build_release")]
    if not found:
        raise UsageError("Cannot publish a version: no installed plugin does; try: pip install oro-updater")
    return found[0]


def _built(plan: Plan, output: Path, one_file: bool) -> Built:
    from oro_build.building import Place, build
    from oro_build.progress import progress

    with progress() as step:
        return build(plan, Place(output), one_file=one_file, step=step)
