"""Run the command that builds an app's pages. Blocking."""

from __future__ import annotations

import subprocess
from pathlib import Path

from oro_build.errors import BuildError
from oro_framework.cli.app import App
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.config import Config

__all__ = ("build_pages", "pages_folder")

_COMMAND = "build_command"
_LINES = 20


def pages_folder(config: Config) -> str:
    """Return the folder of the app in which `[build] command` makes its pages; empty where there is no command."""
    known, command = config.find(_COMMAND)
    return str(config.settings[names.APP_RESOURCES]) if known and command else ""


def build_pages(app: App, config: Config, log: Path) -> None:
    """Run `[build] command`, if there is one, in the app's folder.

    Raises:
        BuildError: it failed, or made no page; the message has the last lines of its output.
    """
    pages = pages_folder(config)
    if not pages:
        return
    command = str(config.find(_COMMAND)[1])
    log.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        command,
        shell=True,
        cwd=app.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    log.write_text(done.stdout, "utf-8")
    if done.returncode:
        told = "\n  ".join(done.stdout.strip().splitlines()[-_LINES:])
        raise BuildError(f'Cannot build the pages: "{command}" ended with status {done.returncode}:\n  {told}')
    if not (app.folder / pages).is_dir():
        raise BuildError(f'Cannot build: "{command}" made no folder "{pages}", which app_resources names')
