"""`Building`, links the commands of packages that were placed, and runs their scripts."""

from __future__ import annotations

from collections.abc import Sequence

from ..packages.changes import Link, Remove
from ..packages.errors import PackageError
from ..packages.events import Report, RunningScript, Warned
from ..packages.scripts import INSTALL, RunScript, Script
from .project import FilesProject

__all__ = ("Building",)


class Building:
    """Packages that are in their places.

    Args:
        project: the project.
        links: to make.
        run: runs scripts; None where none may run.
        report: is told of them.
    """

    def __init__(self, project: FilesProject, links: Sequence[Link], run: RunScript | None, report: Report) -> None:
        self._project = project
        self._links = links
        self._run_script = run
        self._report = report

    async def run_packages(self, scripts: Sequence[Script]) -> None:
        """Run the scripts of packages in npm's order, with commands linked after `preinstall`.

        Raises:
            PackageError: one failed whose package is not optional.
        """
        failed: set[str] = set()
        for event in INSTALL:
            for script in scripts:
                if script.folder and script.event == event and script.folder not in failed:
                    failed |= await self._run(script)
            if event == INSTALL[0]:
                for link in self._links:
                    self._project.link(link)
        self._project.remove(Remove(path) for path in failed)

    async def run_project(self, scripts: Sequence[Script]) -> None:
        """Run the scripts of the project itself.

        Raises:
            PackageError: one failed.
        """
        for script in scripts:
            if not script.folder:
                await self._run(script)

    async def _run(self, script: Script) -> set[str]:
        """Run a script; return its package's folder if it failed and is optional."""
        if self._run_script is None:
            return set()
        self._report(RunningScript(script.package, script.event))
        status = await self._run_script(script)
        if not status:
            return set()
        if not script.optional:
            raise PackageError(
                f'Cannot install "{script.package[:200]}": its script {script.event} (`{script.command[:300]}`) ended '
                f"with status {status}",
                package=script.package,
            )
        text = f"{script.package} is optional and left out: its {script.event} ended with status {status}"
        self._report(Warned(text))
        return {script.folder}
