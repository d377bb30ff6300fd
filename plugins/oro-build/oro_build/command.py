"""`oro build`: makes of an app what people install."""

from __future__ import annotations

import time
from pathlib import Path

import click

__all__ = ("command",)


@click.command(name="build", short_help="Build what people install of an app")
@click.argument("app", default=".", metavar="[APP]")
@click.option("--output", type=click.Path(path_type=Path), help="The folder to write; build/NAME when not given.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="Make a download as well; may be repeated.")
@click.option("--engine", metavar="NAME", default="", help="qt, which goes into the app, or gtk, the system's.")
@click.option(
    "--flavour",
    type=click.Choice(["bundled", "system"]),
    default="bundled",
    help="bundled brings Python; system uses Debian's own, for --format deb.",
)
@click.option("--one-file", is_flag=True, help="Make one program, which unpacks itself at each start.")
@click.option("--release", type=click.Path(path_type=Path), help="Publish it, signed, in a folder of updates.")
@click.option("--explain", is_flag=True, help="Print what would go in and why; build nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print for programs.")
def command(
    app: str,
    output: Path | None,
    formats: tuple[str, ...],
    engine: str,
    flavour: str,
    one_file: bool,
    release: Path | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Build APP: a folder, an oro.toml, one .html page or one .py file. Without APP, the current folder.

    The result runs on machines with neither Python nor this checkout.
    """
    from oro_build.building import Place, build
    from oro_build.front_end import build_pages, pages_folder
    from oro_build.giving import make_downloads, named_formats
    from oro_build.planning.plan import make_plan, without_own_files
    from oro_build.progress import progress
    from oro_build.releasing import find_publisher
    from oro_build.report import print_plan, print_result
    from oro_build.system.building import build_for_system
    from oro_framework.cli.app import describe, load_config
    from oro_framework.cli.script_builds import bundles_of_checkout, refresh

    described = without_own_files(describe(app, "build"))
    for bundle in bundles_of_checkout():
        refresh(bundle)
    config = load_config(described)
    engine = engine or ("gtk" if flavour == "system" else "")
    plan = make_plan(described, engine=engine)
    wanted = named_formats(formats or plan.wanted, plan.formats)
    if explain:
        print_plan(plan, as_json=as_json)
        return
    publish = None if release is None else find_publisher()  # before minutes of building are spent
    place = Place((output or Path("build") / plan.product.name).resolve())
    began = time.monotonic()
    with progress() as step:
        if pages_folder(config):
            step("building pages", 0.01)
            build_pages(described, config, place.output / "pages.log")
            plan = make_plan(described, engine=engine)
        if flavour == "system":
            step("copying files", 0.5)
            built = build_for_system(plan, place.app(plan))
        else:
            built = build(plan, place, one_file=one_file, step=step)
        made = make_downloads(built, wanted, place.output, plan.formats, step)
    print_result(plan, built, made, time.monotonic() - began, as_json=as_json)
    if release is not None and publish is not None:
        for line in publish(app, built, release):
            click.echo(line, err=as_json)
