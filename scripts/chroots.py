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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import carried
from releases import KEYRINGS, RELEASES, Release, acquire_options, mirror_of

FOLDER = Path(os.environ.get("ORO_CHROOTS", Path(__file__).resolve().parent.parent / "build" / "chroots"))
NEEDED = {"debootstrap": "debootstrap", "unshare": "util-linux", "setpriv": "util-linux", "ip": "iproute2"}
ALWAYS = ("ca-certificates",)
INSTALL = """
exec >/dev/null && apt-get -q update && apt-get -q -y upgrade || exit
apt-get -q -y install --no-install-recommends "$@" && apt-get clean
"""
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
ENTER = """
set -e
root=$1 lower=$2 upper=$3 work=$4 folder=$5 mounts=$6; shift 6
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
for place in dev/shm tmp run; do mount -t tmpfs -o mode=1777 tmpfs "$root/$place"; done
mkdir -p "$root/run/lock"
while IFS="$(printf '\\t')" read -r mode source place; do
    if [ -d "$source" ]; then mkdir -p "$root$place"
    else mkdir -p "$(dirname "$root$place")"; [ -e "$root$place" ] || : > "$root$place"; fi
    mount --bind "$source" "$root$place"
    if [ "$mode" = ro ]; then mount -o remount,bind,ro "$root$place"; fi
done < "$mounts"
if [ -n "$ORO_WITHOUT_NETWORK" ]; then ip link set lo up; fi
unset ORO_WITHOUT_NETWORK
set +e
chroot "$root" /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$@"
exit $?
"""
"""Run by the first process of the new namespaces. It stays, since signals do not end a first process, and reaps."""


class ChrootError(Exception):
    """A root cannot be made here, or nothing can be run in it."""


def run(
    release: Release,
    command: Sequence[str],
    *,
    packages: Sequence[str] = (),
    keep: Path | None = None,
    mounts: Mapping[Path, str] | None = None,
    folder: str = "/root",
    network: bool = True,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run a command in a release and return its exit status.

    Args:
        release: where to run it; it is fetched when it is not here yet.
        command: the program and its arguments; `packages` are installed for it.
        keep: the folder for what the command writes, which later commands find again; without one it is thrown away.
        mounts: files and folders of this machine, with their paths in the root, where they can be written to.
        folder: where the command starts.
        network: whether it has one, besides the loopback interface.
        environment: more variables.

    Raises:
        ChrootError: It cannot be made or entered here.
    """
    check_tools()
    lower = layers(release, packages)
    return _enter(lower, command, keep, mounts or {}, folder, network, environment or {})


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
        raise ChrootError(
            f"Cannot make {release.name}: debootstrap ended with {status} ({last}). {log} says all of it; "
            f"ORO_{release.distribution.upper()}_MIRROR names another mirror, should this one lack the release"
        )
    if mirror is None:
        mirror = (part / "etc/apt/sources.list").read_text().split()[1]
    (part / "etc/apt/sources.list").write_text(release.sources(mirror))
    (part / "etc/apt/apt.conf.d/90acquire").write_text(acquire_options())
    (part / "etc/dpkg/dpkg.cfg.d/90unsafe-io").write_text("force-unsafe-io\n")  # a root that is lost is made anew
    part.rename(base)


def keyring_of(release: Release) -> Path:
    """Return the file with the keys that sign a release; Ubuntu's come from Debian's archive where apt has none."""
    path = KEYRINGS / f"{release.keyring}.gpg"
    if path.exists():
        return path
    if release.distribution == "debian":
        raise ChrootError(f"Cannot verify {release.name}: {path} is missing; apt install {release.keyring}")
    layer, _ = layers(RELEASES["debian13"], [release.keyring])
    return layer / "usr/share/keyrings" / path.name


def check_tools() -> None:
    """Raise ChrootError when this machine cannot make or enter roots."""
    if os.geteuid() != 0:
        raise ChrootError("Cannot make a root file system: debootstrap and mounts need root; run it with sudo")
    for program, package in NEEDED.items():
        if shutil.which(program) is None:
            raise ChrootError(f"Cannot make a root file system: there is no {program}; apt install {package}")


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
        line = ["sh", "-c", INSTALL, "sh", *packages]
        if _enter([base], line, keep, {}, "/", True, {}, bare=True) != 0:
            raise ChrootError(f"Cannot install {' '.join(packages)} in {base.name}: apt-get says above why")
        (keep / "upper").rename(layer)


def _enter(
    lower: Sequence[Path],
    command: Sequence[str],
    keep: Path | None,
    mounts: Mapping[Path, str],
    folder: str,
    network: bool,
    environment: Mapping[str, str],
    bare: bool = False,
) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix="scratch-") as scratch:
        root, table = Path(scratch) / "root", Path(scratch) / "mounts"
        layer = keep.resolve() if keep else Path(scratch) / "layer"
        for made in (root, layer / "upper", layer / "work"):
            made.mkdir(parents=True, exist_ok=True)
        read_only = ({} if bare else carried.files()) | _names(network)
        rows = [("ro", *row) for row in read_only.items()] + [("rw", *row) for row in mounts.items()]
        table.write_text("".join(f"{mode}\t{here}\t{there}\n" for mode, here, there in rows))
        places = [root, ":".join(map(str, lower)), layer / "upper", layer / "work", folder, table]
        line = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"]
        line += [] if network else ["--net"]
        line += ["sh", "-c", ENTER, "sh", *map(str, places), *command]
        variables = ENVIRONMENT | ({} if bare else carried.environment()) | dict(environment)
        variables |= {"ORO_WITHOUT_NETWORK": "" if network else "1"}
        return subprocess.run(line, env=variables, check=False).returncode


def _names(network: bool) -> dict[Path, str]:
    """Return the files by which names of machines are found."""
    paths = [Path("/etc/hosts"), *([Path("/etc/resolv.conf")] if network else [])]
    return {path.resolve(): str(path) for path in paths if path.exists()}


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
        return run(release, command, packages=packages, keep=told.keep, network=not told.no_network)
    except ChrootError as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
