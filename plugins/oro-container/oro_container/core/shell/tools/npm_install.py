"""`npm install`, `ci` and `uninstall` in the files of a container."""

from __future__ import annotations

import posixpath
from dataclasses import asdict, replace

from ...file_error import FileError
from ...installing.install import Setup, install
from ...packages.command_line import Command
from ...packages.errors import PackageError
from ...packages.events import Event, Warned
from ...packages.scripts import Script
from ...packages.summary import summary_of
from ...streams.ends import End
from ...tarballs.problem import BadSum, BadTarball
from ..context import Context

__all__ = ("npm_install",)

_REGISTRY = "npm_config_registry"


async def npm_install(context: Context, command: Command) -> int:
    """Install the packages of the project that the folder is in."""
    env, machine = context.process.env, context.machine
    events: list[Event] = []

    def told(event: Event) -> None:
        events.append(event)
        machine.tell({"kind": "install", "state": type(event).__name__.lower(), **asdict(event)})

    project = _project(context)

    async def run_script(script: Script) -> int:
        own, folder = context.process, posixpath.join(project, script.folder)
        path = ":".join((*script.path, own.env.get("PATH", "")))
        ends: dict[int, End] = {fd: end.dup() for fd, end in context.ends.items()}
        env_of_script = {**own.env, **script.env, "PATH": path}
        child = machine.spawn(["sh", "-c", script.command], parent=own.pid, cwd=folder, env=env_of_script, ends=ends)
        return (await machine.ended(child.pid, own.pid)).status

    setup = Setup(
        ask=machine.ask,
        now=machine.now,
        npmrc=(_text(context, f"{machine.home}/.npmrc"), machine.npmrc),
        environment=env,
        run_script=run_script if machine.scripts else None,
    )
    wanted = replace(command, registry=command.registry or env.get(_REGISTRY, ""))
    try:
        installed = await install(machine.files, project, wanted, setup, told)
    except (PackageError, BadSum, BadTarball) as error:
        await _warn(context, events)
        await context.err(str(error))
        return 1
    await _warn(context, events)
    if not command.quiet:
        await context.out("".join(f"{line}\n" for line in summary_of(installed)))
    return 0


async def _warn(context: Context, events: list[Event]) -> None:
    for event in events:
        if isinstance(event, Warned):
            await context.err(f"warn {event.text}")


def _project(context: Context) -> str:
    """Return the folder of the project: from where npm was called upwards, the first that is one."""
    called = path = context.process.cwd
    while path != "/":
        if any(context.files.exists(f"{path}/{name}") for name in ("package.json", "node_modules")):
            return path
        path = posixpath.dirname(path)
    return called


def _text(context: Context, path: str) -> str:
    try:
        return context.files.read(path).decode("utf-8", "replace")
    except FileError:
        return ""
