"""Releases of Debian and Ubuntu that the suite is run in, and where this machine gets them from."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

KEYRINGS = Path("/usr/share/keyrings")
SOURCES = Path("/etc/apt")


@dataclass(frozen=True)
class Release:
    """One release: its suites, what signs them, and debootstrap's script for it."""

    name: str
    distribution: str
    suite: str
    pockets: Sequence[str]
    components: Sequence[str]
    keyring: str
    script: str

    def sources(self, mirror: str) -> str:
        """Return the lines of `sources.list`, of those pockets that the mirror has."""
        lines = [f"deb {mirror} {self.suite} {' '.join(self.components)}"]
        for pocket in self.pockets:
            where = f"{mirror}-security" if self.distribution == "debian" and pocket.endswith("-security") else mirror
            if has_suite(where, pocket):
                lines.append(f"deb {where} {pocket} {' '.join(self.components)}")
        return "\n".join(lines) + "\n"


def _debian(name: str, suite: str, *pockets: str) -> Release:
    script = f"/usr/share/debootstrap/scripts/{suite}"
    return Release(name, "debian", suite, pockets, ["main"], "debian-archive-keyring", script)


def _ubuntu(name: str, suite: str) -> Release:
    pockets = [f"{suite}-updates", f"{suite}-security"]
    script = "/usr/share/debootstrap/scripts/gutsy"  # what every Ubuntu since then is made by
    return Release(name, "ubuntu", suite, pockets, ["main", "universe"], "ubuntu-archive-keyring", script)


RELEASES = {
    release.name: release
    for release in (
        _debian("debian12", "bookworm", "bookworm-updates", "bookworm-security"),
        _debian("debian13", "trixie", "trixie-updates", "trixie-security"),
        _debian("debian-testing", "testing"),
        _ubuntu("ubuntu-lts", "resolute"),
    )
}


def mirror_of(release: Release) -> str | None:
    """Return the address the release is fetched from, None for debootstrap's own choice.

    `ORO_DEBIAN_MIRROR` and `ORO_UBUNTU_MIRROR` say it; else it is what apt uses on this machine, or the folder beside
    that if it is of the other distribution.
    """
    if told := os.environ.get(f"ORO_{release.distribution.upper()}_MIRROR"):
        return told.rstrip("/")
    for address in _addresses():
        beside = f"{address.rpartition('/')[0]}/{release.distribution}"
        if has_suite(beside, release.suite):
            return beside
    return None


def has_suite(mirror: str, suite: str) -> bool:
    """Tell whether a mirror has a suite."""
    request = urllib.request.Request(f"{mirror}/dists/{suite}/Release", method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=30):
            return True
    except (OSError, ValueError):
        return False


def acquire_options() -> str:
    """Return how apt fetches on this machine, through which proxy for one, as lines of its configuration."""
    if shutil.which("apt-config") is None:
        return ""
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    wanted = re.compile(r'Acquire::(https?|Check-|Retries|ForceIPv)[\w:.-]* "[^"]+";')
    return "".join(f"{line}\n" for line in dump.splitlines() if wanted.match(line))


def _addresses() -> list[str]:
    texts = [path.read_text() for pattern in ("*.sources", "*.list") for path in SOURCES.rglob(pattern)]
    found = re.findall(r"^(?:URIs:|deb (?:\[[^]]*\] )?)\s*(https?://\S+)", "\n".join(texts), re.MULTILINE)
    return [address.rstrip("/") for address in found if address.rstrip("/").endswith(("/debian", "/ubuntu"))]
