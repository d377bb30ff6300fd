"""Write docs/reference from what the code declares; `--check` fails when a page is stale.

python scripts/docs_reference.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import reference_containers
import reference_host
import reference_isolation
import reference_modules
import reference_node
import reference_npm
import reference_python

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
MARK = "<!-- Written by scripts/docs_reference.py. Edit the docstrings it reads, not this page. -->\n"

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
    for name, write in PAGES.items():
        path = FOLDER / f"{name}.md"
        text = MARK + "\n" + write().rstrip() + "\n"
        if path.exists() and path.read_text() == text:
            continue
        stale.append(path.name)
        if not check:
            path.write_text(text)
    if stale and check:
        print(f"docs_reference: stale in docs/reference: {', '.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
