"""Write the record of every plugin of the workspace into its package, for wheels and for this checkout.

A record says what a plugin declares, so that `oro run` need not import it; see `oro_framework.host.plugins.record`.

    python scripts/record_plugins.py            write them; say which plugins have none, and why
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from oro_framework.cli.plugins.records import bare_host, records_of
from oro_framework.host.plugins.discovery import discover
from oro_framework.host.plugins.record import Record, write_record

PLUGINS = Path(__file__).resolve().parent.parent / "plugins"


def main() -> None:
    """Write the records."""
    for name, package, record in records():
        write_record(package, record if isinstance(record, Record) else None)
        print(f"record_plugins: {name}: {'recorded' if isinstance(record, Record) else record}")


def records() -> Iterator[tuple[str, Path, Record | str]]:
    """Yield each plugin of the workspace with its package, and its record or why it has none."""
    found = discover()
    for name, package, record in records_of(bare_host(found), found):
        if package.is_relative_to(PLUGINS):
            yield name, package, record


if __name__ == "__main__":
    main()
