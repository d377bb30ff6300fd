"""The subject of updates: the app that a host runs, and where it is installed. Blocking."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

from oro_framework.types import Host
from oro_updater import settings
from oro_updater.errors import NotUpdatable
from oro_updater.installation import Installation
from oro_updater.updates import Subject

__all__ = ("platform_name", "program", "subject_of")


def program() -> Path:
    """Return the path of the program that runs: that of a frozen app, else of the script."""
    return Path(sys.executable if getattr(sys, "frozen", False) else sys.argv[0]).resolve()


def platform_name() -> str:
    """Return the platform as wheels say it, as `linux_x86_64`."""
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")


def subject_of(host: Host, program: Path) -> Subject:
    """Return what of an app is updated."""
    installation, why = None, ""
    try:
        installation = Installation.of_program(program)
        installation.check_writable()
        if installation.installed.app != host.bundle:
            raise NotUpdatable(f'Cannot update "{program}": it is installed as {installation.installed.app}')
        installation.state  # noqa: B018  a damaged one is found now
    except NotUpdatable as error:
        installation, why = None, error.message
    return Subject(
        app=host.bundle,
        version=str(host.settings["meta_version"]) if installation is None else program.parent.name,
        platform=platform_name() if installation is None else installation.installed.platform,
        channel=host.settings[settings.CHANNEL],
        installation=installation,
        why_not=why,
    )
