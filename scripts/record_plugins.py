"""Write the record of every plugin of the workspace into its package, for wheels and for this checkout.

A record says what a plugin declares, so that `oro run` need not import it; see `oro_framework.host.plugins.record`.

    python scripts/record_plugins.py            write them; say which plugins have none, and why
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.plugins.discovery import discover
from oro_framework.host.plugins.record import Record, package_folder, record_of, write_record

PLUGINS = Path(__file__).resolve().parent.parent / "plugins"


def main() -> None:
    """Write the records."""
    for name, package, record in records():
        write_record(package, record if isinstance(record, Record) else None)
        print(f"record_plugins: {name}: {'recorded' if isinstance(record, Record) else record}")


def records() -> Iterator[tuple[str, Path, Record | str]]:
    """Yield each plugin of the workspace with its package, and its record or why it has none."""
    found = {item.name: item for item in discover()}
    with tempfile.TemporaryDirectory() as folder:
        derived = {"meta_bundle_identifier": "org.example.records"}
        host = Host.load(load(Sources(derived=derived)), root=Path(folder), found=list(found.values()))
    for name, item in found.items():
        package = package_folder(item)
        if package is None or not package.is_relative_to(PLUGINS):
            continue
        services = [service for info, service in host.tables.services.values() if info.name == name]
        try:
            yield name, package, record_of(package, host.plugins.functions(name), services)
        except ValueError as error:
            yield name, package, str(error)


if __name__ == "__main__":
    main()
