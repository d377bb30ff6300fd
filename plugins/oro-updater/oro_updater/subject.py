"""`Subject`: the app that is updated, and where it is installed. Blocking."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

from msgspec import Struct

from oro_framework.types import Host
from oro_updater import settings
from oro_updater.errors import NotUpdatable
from oro_updater.installation import Installation

__all__ = ("Subject", "platform_name", "program", "subject_of")


class Subject(Struct, frozen=True, kw_only=True):
    """The app that is updated."""

    app: str
    """The bundle identifier."""
    version: str
    """The one that runs."""
    platform: str
    channel: str
    installation: Installation | None
    """None where the app cannot replace itself."""
    why_not: str = ""
    """The reason, where it cannot."""


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
