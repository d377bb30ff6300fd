"""Write docs/reference, and the schema of oro.toml, from what the code declares; `--check` fails when a page is stale.

python scripts/docs_reference.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import reference_containers
import reference_host
import reference_isolation
import reference_modules
import reference_node
import reference_npm
import reference_python
from reference_prose import without_markup

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
SCHEMA = ROOT / "oro_framework" / "oro.schema.json"
"""A file that `oro new` gives editors: the schema of oro.toml with the settings of every plugin of the workspace."""
MARK = "<!-- Written by scripts/docs_reference.py. Edit the docstrings it reads, not this page. -->\n"

FIRST_PARTY = ROOT / "oro_framework" / "first_party.json"
"""The plugins of the workspace, for `oro plugins search`."""

PAGES: Mapping[str, Callable[[], str]] = {
    "hooks": reference_python.hooks,
    "errors": reference_python.errors,
    "python": reference_python.api,
    "settings": reference_host.settings,
    "routes": reference_host.routes,
    "permissions": reference_host.permissions,
    "backends": reference_host.backends,
    "cli": reference_host.cli,
    "modules": reference_modules.modules,
    "node": reference_node.page,
    "npm": reference_npm.page,
    "isolation": reference_isolation.page,
    "containers": reference_containers.page,
}


def main() -> int:
    """Write the pages, or tell which would change."""
    check = "--check" in sys.argv[1:]
    stale = []
    for path, text in _files():
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if not check:
            path.write_text(text, "utf-8")
    if stale and check:
        print(f"docs_reference: stale: {', '.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


def _files() -> Iterator[tuple[Path, str]]:
    for name, write in PAGES.items():
        yield FOLDER / f"{name}.md", MARK + "\n" + without_markup(write()).rstrip() + "\n"
    yield SCHEMA, reference_host.schema()
    yield FIRST_PARTY, reference_host.first_party()


if __name__ == "__main__":
    sys.exit(main())
