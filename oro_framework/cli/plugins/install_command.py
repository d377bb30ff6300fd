"""`oro plugins install`: says what a plugin may do, asks, and installs it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from oro_framework.cli import terminal
from oro_framework.cli.plugins.options import json_option
from oro_framework.errors import UsageError

__all__ = ("install",)

PREFIX = "oro-"


@click.command("install", short_help="Install a plugin, once you know what it may do")
@click.argument("plugin", metavar="NAME|WHEEL|FOLDER")
@click.option("--app", metavar="APP", help="Install it into an app's own folder, .oro/plugins, for that app alone.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@json_option
def install(plugin: str, app: str | None, yes: bool, as_json: bool) -> None:
    """Install a plugin from the package index that pip uses, or from this machine.

    It is downloaded, and looked through without running anything of it: its permissions, settings, machine code, and
    hooks that change what is safe. Then you are asked, and what you were told of is installed, nothing else. NAME is
    that of the plugin or of its distribution, with a version if you like: dice, oro-dice, oro-dice==1.2.
    """
    from oro_framework.cli.plugins import disclosure, pip, places
    from oro_framework.cli.plugins.wheel import read_wheel

    target = _target(plugin)
    folder = places.app_folder(app) if app is not None else None
    with tempfile.TemporaryDirectory(prefix="oro-install-") as name:
        wheels = [read_wheel(path) for path in pip.wheels_of(target, Path(name))]
        brought = [wheel for wheel in wheels if wheel.plugins]
        if not wheels:
            raise UsageError(f'Cannot install "{plugin}": it is installed already; oro plugins list shows it')
        if not brought:
            raise UsageError(f'Cannot install "{plugin}": {wheels[0].name} brings no plugin')
        for wheel in brought:
            others = [each for each in wheels if each not in brought]
            if as_json:
                terminal.answer_json(disclosure.as_json(wheel, others))
                continue
            click.secho(f"{wheel.name} {wheel.version}", bold=True, nl=False)
            click.echo(f"  {terminal.written_out(wheel.summary)}")
            for heading, text in disclosure.lines(wheel, others):
                click.echo(click.style(f"  {heading:<12}", dim=True) + terminal.written_out(text))
        where = str(folder) if folder is not None else "this environment, for every app that enables it"
        if not yes and not click.confirm(f"\nInstall into {where}?", default=False, err=as_json):
            raise click.Abort
        pip.install([wheel.path for wheel in wheels], folder)
    if not as_json:
        click.echo(f"Installed {', '.join(wheel.name for wheel in wheels)}")


def _target(plugin: str) -> str:
    """Return what pip is asked for, and say where that is looked for."""
    path = Path(plugin)
    if path.suffix == ".whl" or path.is_dir() or "/" in plugin:
        if not path.exists():
            raise UsageError(f'Cannot install "{plugin}": there is no such file or folder')
        if path.suffix != ".whl":
            terminal.note(f"Building a wheel of {plugin}, which runs code of it")
        return str(path.resolve())
    name = plugin if plugin.startswith(PREFIX) else PREFIX + plugin
    terminal.note(f"Asking the package index of pip for {name}")
    return name
