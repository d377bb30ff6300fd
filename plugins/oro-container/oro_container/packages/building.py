"""`Building`, puts staged packages in their places, links their commands and runs their scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import trio

from oro_container.core.packages.changes import Move, Remove, Write
from oro_container.core.packages.events import Report, RunningScript, Warned
from oro_container.core.packages.json_objects import read_json
from oro_container.core.packages.plan import Plan
from oro_container.core.packages.platform import Platform
from oro_container.core.packages.scripts import INSTALL, RunScript, Script, package_scripts, project_scripts, scripts_of
from oro_container.errors import ScriptFailed
from oro_container.packages.placer import Change
from oro_container.packages.project import Project
from oro_container.packages.stored import Stored

__all__ = ("Building", "find_scripts")


def find_scripts(
    plan: Plan, stored: Mapping[str, Stored], manifest: Mapping[str, Any] | None, project: str, platform: Platform
) -> list[Script]:
    """Return the scripts of what is placed, and those of the project if its manifest is given; blocks."""
    found: list[Script] = []
    for node in sorted(plan.placed, key=lambda one: (one.depth, one.path)):
        package = stored[node.path]
        gyp = package.has("binding.gyp")
        if node.has_install_script or gyp:
            own = read_json((package.read("package.json") or b"{}").decode("utf-8-sig", "replace"), node.path)
            found += package_scripts(node, own, scripts_of(own, gyp), project, platform)
    return found if manifest is None else [*found, *project_scripts(manifest, project, platform)]


class Building:
    """Put staged packages in their places.

    Args:
        project: the project.
        plan: what changes.
        hidden: the lock that is written last.
        report: is told of scripts.
    """

    def __init__(self, project: Project, plan: Plan, hidden: Write, report: Report) -> None:
        self._placer = project.placer
        self._plan = plan
        self._hidden = hidden
        self._report = report
        moves = (Move(str(slot), node.path) for slot, node in zip(plan.slots, plan.placed, strict=True))
        self._changes: list[Change] = [*plan.removed, *moves]

    async def place(self) -> None:
        """Remove, move, link and write, without scripts."""
        await self._placer.apply([*self._changes, *self._plan.links, self._hidden])

    async def place_and_run(self, run: RunScript, scripts: Sequence[Script]) -> None:
        """Do the same and run scripts in npm's order; if one fails, remove what was placed.

        Raises:
            ScriptFailed: one failed whose package is not optional.
        """
        try:
            await self._placer.apply(self._changes)
            await self._run_all(run, scripts)
        except BaseException:
            # A package whose scripts did not run must not count as installed the next time.
            with trio.CancelScope(shield=True):
                await self._placer.apply([Remove(node.path) for node in self._plan.placed])
            raise

    async def _run_all(self, run: RunScript, scripts: Sequence[Script]) -> None:
        """Run the scripts of packages, with commands linked after `preinstall`; then those of the project."""
        failed: set[str] = set()
        for event in INSTALL:
            for script in scripts:
                if script.folder and script.event == event and script.folder not in failed:
                    failed |= await self._run(run, script)
            if event == INSTALL[0]:
                await self._placer.apply(self._plan.links)
        await self._placer.apply([*(Remove(path) for path in failed), self._hidden])
        for script in scripts:
            if not script.folder:
                await self._run(run, script)

    async def _run(self, run: RunScript, script: Script) -> set[str]:
        """Run a script; return its package's folder if it failed and is optional."""
        self._report(RunningScript(script.package, script.event))
        status = await run(script)
        if not status:
            return set()
        if not script.optional:
            raise ScriptFailed(script.package, script.event, script.command, status)
        text = f"{script.package} is optional and left out: its {script.event} ended with status {status}"
        self._report(Warned(text))
        return {script.folder}
