"""Root file systems of other releases, made by debootstrap, and commands run in them.

    python3 scripts/chroots.py debian13 [--packages curl,git] [--no-network] [--keep FOLDER] -- COMMAND...

A release is fetched once, into `build/chroots` (or `ORO_CHROOTS`), and never changed afterwards: what a command writes
goes to a layer above, which is thrown away unless it is kept. The command has namespaces of its own for mounts and
processes, so nothing is left running or mounted afterwards, however it ends.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from releases import KEYRINGS, RELEASES, Release, acquire_options, mirror_of
from roots import Root, RootError, check_tools

FOLDER = Path(os.environ.get("ORO_CHROOTS", Path(__file__).resolve().parent.parent / "build" / "chroots"))
ALWAYS = ("ca-certificates",)
INSTALL = """
exec >/dev/null && apt-get -q update && apt-get -q -y upgrade || exit
apt-get -q -y install --no-install-recommends "$@" && apt-get clean
"""
QUICKLY = "force-unsafe-io\n"
"""Spares dpkg waiting for the disk; a root that is lost is made again."""


def root_of(release: Release, packages: Sequence[str] = ()) -> Root:
    """Return the root of a release with its updates and the packages; fetch it when it is not here yet.

    Raises:
        RootError: It cannot be made here.
    """
    check_tools()
    return Root(layers(release, packages), FOLDER)


def layers(release: Release, packages: Sequence[str] = ()) -> list[Path]:
    """Return the folders that make up the release with its updates and the packages; make those that lack."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    base = FOLDER / release.name
    with _locked(base):
        if not base.exists():
            bootstrap(release, base)
    wanted = sorted({*ALWAYS, *packages})
    layer = FOLDER / f"{release.name}-{hashlib.sha256(' '.join(wanted).encode()).hexdigest()[:12]}"
    with _locked(layer):
        if not layer.exists():
            _install(base, wanted, layer)
    return [layer, base]


def bootstrap(release: Release, base: Path) -> None:
    """Make the smallest system of a release, which knows where its updates and packages are."""
    mirror = mirror_of(release)
    part = base.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    line = ["debootstrap", "--variant=minbase", f"--keyring={keyring_of(release)}", release.suite, str(part)]
    log = base.with_suffix(".log")
    say(f"fetching {release.name} ({release.suite}) with debootstrap; a minute, once")
    with log.open("w") as output:
        status = subprocess.run([*line, *_place(release, mirror)], stdout=output, stderr=output, check=False).returncode
    if status != 0:
        last = " ".join(log.read_text().splitlines()[-1:])
        raise RootError(
            f"Cannot make {release.name}: debootstrap ended with {status} ({last}). {log} says all of it; "
            f"ORO_{release.distribution.upper()}_MIRROR names another mirror, should this one lack the release"
        )
    if mirror is None:
        mirror = (part / "etc/apt/sources.list").read_text().split()[1]
    (part / "etc/apt/sources.list").write_text(release.sources(mirror))
    (part / "etc/apt/apt.conf.d/90acquire").write_text(acquire_options())
    (part / "etc/dpkg/dpkg.cfg.d/quickly").write_text(QUICKLY)
    part.rename(base)


def keyring_of(release: Release) -> Path:
    """Return the file with the keys that sign a release; Ubuntu's come from Debian's archive where apt has none."""
    path = KEYRINGS / f"{release.keyring}.gpg"
    if path.exists():
        return path
    if release.distribution == "debian":
        raise RootError(f"Cannot verify {release.name}: {path} is missing; apt install {release.keyring}")
    layer, _ = layers(RELEASES["debian13"], [release.keyring])
    return layer / "usr/share/keyrings" / path.name


def _place(release: Release, mirror: str | None) -> list[str]:
    """Return debootstrap's last arguments; its script has to follow an address, so where there is none it finds it."""
    if mirror is None:
        return []
    script = Path(release.script)
    fallback = script.with_name("sid" if release.distribution == "debian" else "gutsy")
    return [mirror, str(script if script.exists() else fallback)]


def _install(base: Path, packages: Sequence[str], layer: Path) -> None:
    say(f"installing updates and {' '.join(packages)} in {base.name}, once")
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix="install-") as scratch:
        keep = Path(scratch) / "layer"
        root = Root([base], FOLDER, keep, folder="/", carries=False)
        if root.run(["sh", "-c", INSTALL, "sh", *packages]) != 0:
            raise RootError(f"Cannot install {' '.join(packages)} in {base.name}: apt-get says above why")
        (keep / "upper").rename(layer)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(text: str) -> None:
    """Tell what is going on."""
    print(f"chroots: {text}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Run a command in a release, a shell when there is none."""
    parser = argparse.ArgumentParser(description="Run a command in a release of Debian or Ubuntu.")
    parser.add_argument("release", choices=RELEASES)
    parser.add_argument("--packages", default="", help="names of packages to install, with commas between them")
    parser.add_argument("--no-network", action="store_true", help="leave it the loopback interface only")
    parser.add_argument("--keep", type=Path, help="a folder for what the command writes")
    end = arguments.index("--") if "--" in arguments else len(arguments)
    told, command = parser.parse_args(arguments[:end]), arguments[end + 1 :] or ["bash"]
    packages = [name for name in told.packages.split(",") if name]
    release = RELEASES[told.release]
    try:
        root = root_of(release, packages)
        return replace(root, keep=told.keep, network=not told.no_network).run(command)
    except RootError as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
