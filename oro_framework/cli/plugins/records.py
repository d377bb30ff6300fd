"""Records of plugins that are being written; see `oro_framework.host.plugins.record`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from oro_framework.cli.plugins.project import Project
from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.plugins.discovery import Found, discover
from oro_framework.host.plugins.record import Record, package_folder, record_of

__all__ = ("bare_host", "project_host", "records_of")


def bare_host(found: Sequence[Found]) -> Host:
    """Return the host of no app, with plugins imported and asked for what they declare."""
    with tempfile.TemporaryDirectory(prefix="oro-record-") as folder:
        derived = {"meta_bundle_identifier": "org.example.records"}
        return Host.load(load(Sources(derived=derived)), root=Path(folder), found=list(found))


def project_host(project: Project) -> Host:
    """Return a bare host with the plugins of a project, read from its folder, beside those that are installed.

    The folder comes first on the import path from then on.
    """
    source = str(project.source())
    if source not in sys.path:
        sys.path.insert(0, source)
    own = project.found()
    names = {item.name for item in own}
    others = [item for item in discover() if item.name not in names and item.distribution != project.name]
    return bare_host(sorted([*own, *others], key=lambda item: item.name))


def records_of(host: Host, found: Sequence[Found]) -> Iterator[tuple[str, Path, Record | str]]:
    """Yield plugins of a host that have a package: the name, the package, and the record or why there is none."""
    for item in found:
        if (package := package_folder(item)) is None:
            continue
        info = host.plugins.infos[item.name]
        if info.error:
            yield item.name, package, info.error
            continue
        services = [service for owner, service in host.tables.services.values() if owner.name == item.name]
        try:
            yield item.name, package, record_of(package, host.plugins.functions(item.name), services)
        except ValueError as error:
            yield item.name, package, str(error)
