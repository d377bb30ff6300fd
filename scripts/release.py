"""Make a release: the files of all packages with one version, proved, and listed in the order of publishing.

    python scripts/release.py              of the version that is written; the changelog is shown and not changed
    python scripts/release.py 0.2.0        write that version and the changelog first

1. The version goes into every pyproject.toml, and the fragments of `changes/` into CHANGELOG.md.
2. dist/ gets a wheel and a source distribution of every package.
3. Every source distribution makes the wheel beside it, byte for byte.
4. Fresh environments get ours from dist/ alone, the rest from the registry: `oro doctor`, an app in its engine with all
   plugins, and an app without an engine and with none.
5. What is to be published is listed, with sizes and digests. Nothing is published.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import declare_js
import record_plugins
import release_files
import release_versions
import wheels
from install import ROOT

DIST = ROOT / "dist"


def main() -> int:
    """Make it, and return 1 with a message where it does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", nargs="?", help="a new version to write; the written one otherwise")
    parser.add_argument("--untried", action="store_true", help="leave out step 4, which fetches what ours need")
    options = parser.parse_args()
    try:
        if options.version:
            release_versions.write(options.version)
        version = release_versions.current()
        changelog(version, draft=not options.version)
        make()
        if not options.untried:
            try_out()
    except (subprocess.CalledProcessError, AssertionError, ValueError) as error:
        print(f"release: {error}", file=sys.stderr)
        for text in (getattr(error, "stdout", None), getattr(error, "stderr", None)):
            print(text or "", file=sys.stderr)
        return 1
    show(version)
    return 0


def changelog(version: str, *, draft: bool) -> None:
    """Gather the fragments into CHANGELOG.md, or show how they would be."""
    command = [sys.executable, "-m", "towncrier", "build", "--version", version, "--draft" if draft else "--yes"]
    text = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines = [line for line in text.splitlines() if line.startswith(("#", "-"))]
    print(f"release: {version}, {sum(line.startswith('-') for line in lines)} changes", flush=True)


def make() -> None:
    """Write dist/ and hold its source distributions to its wheels.

    Raises:
        AssertionError: one of them makes another wheel.
    """
    declare_js.declare()
    record_plugins.main()
    print(f"release: building {len(release_versions.projects())} packages", flush=True)
    release_files.build(DIST)
    print("release: building wheels from source distributions", flush=True)
    different = list(release_files.differing(DIST))
    assert not different, f"source distributions make other wheels: {', '.join(different)}"


def try_out() -> None:
    """Use what is in dist/ as a stranger would."""
    with tempfile.TemporaryDirectory(prefix="oro-release-") as name:
        folder = Path(name)
        wheels.try_everything(folder, DIST)
        oro = str(folder / "all" / "bin" / "oro")
        wheels.run([oro, "doctor"], folder, {**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        wheels.try_alone(folder, DIST)


def show(version: str) -> None:
    """Print the files in the order of publishing."""
    print(f"\nrelease: {version} is in {DIST.relative_to(ROOT)}/, to be published in this order:\n")
    for path in release_files.in_order(DIST):
        print(f"  {path.name:<55} {path.stat().st_size / 1000:>8,.0f} kB  {release_files.digest(path)[:16]}…")
    print("\nNothing was published.")


if __name__ == "__main__":
    sys.exit(main())
