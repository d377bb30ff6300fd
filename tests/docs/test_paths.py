"""Files that the docs name are there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.docs.walkthrough import ROOT

PATH = re.compile(r"`((?:oro_framework|plugins|js-api|scripts|tests|benchmarks|examples|docs|changes)/[\w./-]+)`")


def named() -> Iterator[tuple[str, str]]:
    """Yield every page with each file or folder of this repository it names."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/README.md")]
    for page in sorted(pages):
        for path in PATH.findall(page.read_text("utf-8")):
            yield page.relative_to(ROOT).as_posix(), path


def is_there(page: str, path: str) -> bool:
    """Return whether a path leads somewhere, from the root or from the page's own folder."""
    return (ROOT / path).exists() or (ROOT / page).parent.joinpath(path).exists()


def test_every_file_the_docs_name_is_there() -> None:
    found = set(named())
    assert len(found) > 30
    missing = sorted(f"{page}: {path}" for page, path in found if not is_there(page, path))
    assert not missing, "\n".join(missing)
