"""Collect the sources of what runs in pages and in containers, by a Python that is not the app's."""

from pathlib import Path

import oro_container

_FOLDERS = ("core", "page_kernel", "programs/wasm/guest")
_PACKAGE = Path(oro_container.__file__).parent

datas = [
    (str(path), str(Path("oro_container", path.parent.relative_to(_PACKAGE))))
    for folder in _FOLDERS
    for path in sorted((_PACKAGE / folder).rglob("*.py"))
]
