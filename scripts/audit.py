"""Compare every pinned version with advisories on the disk; no network is used.

python scripts/audit.py DATABASE

DATABASE is a folder with OSV's archives, `PyPI/all.zip` and `npm/all.zip`; docs/explanation/dependencies.md says where
they come from. Ends with 1 when a version is affected, with 2 when the database is missing or too old to find anything.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from advisories import NPM, PYPI, Pinned, affected, by_name, of_constraints, of_lock

ROOT = Path(__file__).resolve().parent.parent
OLDEST = timedelta(days=30)
"""Age of the newest advisory above which a database finds nothing new."""


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Print what is affected; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        return _fail('Cannot audit: name the folder of the database, such as "make audit DATABASE=build/osv"')
    python = of_constraints((root / "constraints.txt").read_text("utf-8"))
    npm = of_lock(json.loads((root / "js-api" / "package-lock.json").read_text("utf-8")))
    holes = 0
    for ecosystem, pinned in ((PYPI, python), (NPM, npm)):
        archive = Path(given[0], ecosystem, "all.zip")
        try:
            found, newest = compared(archive, pinned)
        except (OSError, zipfile.BadZipFile) as error:
            return _fail(f'Cannot audit with "{archive}": {error}')
        if datetime.now(UTC) - newest > OLDEST:
            return _fail(f'Cannot audit with "{archive}": its newest advisory is of {newest:%Y-%m-%d}; fetch it anew')
        print(f"{len(pinned)} versions of {ecosystem}, advisories until {newest:%Y-%m-%d}: {len(found)} affected")
        for line in found:
            print(f"  {line}")
        holes += len(found)
    return 1 if holes else 0


def compared(archive: Path, pinned: Sequence[Pinned]) -> tuple[list[str], datetime]:
    """Return a line for each version an advisory affects, and when the newest advisory changed.

    Raises:
        OSError: there is no archive.
        zipfile.BadZipFile: it is none.
    """
    found, newest, named = [], datetime.min.replace(tzinfo=UTC), by_name(pinned)
    for advisory in _advisories(archive):
        newest = max(newest, datetime.fromisoformat(advisory["modified"]))
        names = " ".join([advisory["id"], *advisory.get("aliases", ())])
        for each in affected(advisory, named):
            found.append(f"{each.name} {each.version}: {names} {advisory.get('summary', '')}".rstrip())
    return sorted(found), newest


def _advisories(archive: Path) -> Iterator[Any]:
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            if name.endswith(".json"):
                yield json.loads(opened.read(name))


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
