"""`Repository`, how a dependency names a git repository, and the commit that is meant by what the repository has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from oro_container.core.packages.errors import BadSpec, NoSuchVersion
from oro_container.core.packages.ranges import satisfies
from oro_container.core.packages.versions import parse_version

__all__ = ("Repository", "commit_of", "read_refs", "read_repository")

_HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}
_SHORTCUT = re.compile(r"(?:(github|gitlab|bitbucket):)?([^/:@\s]+)/([^/:@\s]+?)(?:\.git)?", re.IGNORECASE)
_HOSTED = re.compile(
    r"(?:(?:git\+)?(?P<scheme>https?|ssh|git)://)?(?:(?P<auth>[^@/]*)@)?(?:www\.)?"
    r"(?P<host>github\.com|gitlab\.com|bitbucket\.org)[/:](?P<path>[^/]+/[^/]+?)(?:\.git)?/?",
    re.IGNORECASE,
)
_OTHER = re.compile(r"(?:git\+(?:https?|ssh|file)|git|ssh)://\S+", re.IGNORECASE)
_COPIED = re.compile(r"(?:git\+ssh://)?(?P<who>[^@/\s]+@[^:/\s]+):(?P<path>[^\s]+)", re.IGNORECASE)
_COMMIT = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
_RANGE = "semver:"


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, and what of it is asked for."""

    locked: str
    """Its address as locks have it, without the commit."""
    address: str
    """Its address as git takes it."""
    wanted: str = ""
    """A branch, a tag or a commit; empty for what it has checked out."""
    range: str = ""
    """The versions, as tags name them, one of which is asked for instead."""

    @property
    def commit(self) -> str:
        """The commit that is asked for, if it is named in full."""
        return self.wanted.lower() if _COMMIT.fullmatch(self.wanted) else ""

    @property
    def key(self) -> str:
        """The address with what is asked for."""
        return f"{self.locked}#{f'{_RANGE}{self.range}' if self.range else self.wanted}"

    def saved(self, text: str) -> str:
        """Return the text that package.json gets for one that a person typed."""
        return (
            f"github:{text}"
            if _SHORTCUT.fullmatch(text.partition("#")[0]) and ":" not in text.partition("#")[0]
            else text
        )

    def at(self, commit: str) -> str:
        """Return the address that locks have of a commit."""
        return f"{self.locked}#{commit}"


@lru_cache(maxsize=4096)
def read_repository(text: str, name: str = "") -> Repository:
    """Return the repository that a spec names.

    Raises:
        BadSpec: it names none that can be had.
    """
    address, _, fragment = text.partition("#")
    wanted = unquote(fragment)
    if "::" in wanted or wanted.startswith("path:"):
        raise _bad(text, name, "a folder of a repository is not installed by itself")
    if wanted.startswith("-"):
        raise _bad(text, name, "that is no name of a branch, a tag or a commit")
    range_ = wanted.removeprefix(_RANGE) if wanted.startswith(_RANGE) else ""
    locked, fetched = _addresses(address, text, name)
    return Repository(locked, fetched, "" if range_ else wanted, range_)


def _addresses(address: str, text: str, name: str) -> tuple[str, str]:
    if (found := _SHORTCUT.fullmatch(address)) is not None:
        return _hosted(_HOSTS[(found[1] or "github").lower()], f"{found[2]}/{found[3]}", "")
    if (found := _HOSTED.fullmatch(address)) is not None:
        secret = found["auth"] if found["auth"] and found["scheme"] in ("http", "https") else ""
        return _hosted(found["host"].lower(), found["path"], secret)
    if _OTHER.fullmatch(address):
        return address, re.sub(r"^git\+", "", address, flags=re.IGNORECASE)
    if (found := _COPIED.fullmatch(address)) is not None:
        whole = f"ssh://{found['who']}/{found['path']}"
        return f"git+{whole}", whole
    raise _bad(text, name, "that is no address of a repository")


def _hosted(host: str, path: str, secret: str) -> tuple[str, str]:
    if secret:
        return f"git+https://{secret}@{host}/{path}.git", f"https://{secret}@{host}/{path}.git"
    return f"git+ssh://git@{host}/{path}.git", f"https://{host}/{path}.git"


def read_refs(text: str) -> Mapping[str, str]:
    """Return the commits of a repository by name, as `git ls-remote` tells them; a tag has the commit it stands for."""
    refs: dict[str, str] = {}
    for line in text.splitlines():
        commit, tab, name = line.partition("\t")
        if tab and _COMMIT.fullmatch(commit):
            refs[name.removesuffix("^{}")] = commit
    return refs


def commit_of(repository: Repository, refs: Mapping[str, str], name: str) -> str:
    """Return the commit that is asked for; empty if the names of the repository do not tell.

    Raises:
        NoSuchVersion: no tag is of the versions that are asked for.
    """
    if repository.range:
        return _newest(repository, refs, name)
    wanted = repository.wanted
    if not wanted:
        return refs.get("HEAD", "")
    found = (refs.get(f"{place}{wanted}") for place in ("refs/tags/", "refs/heads/", "refs/", ""))
    return next((each for each in found if each), repository.commit)


def _newest(repository: Repository, refs: Mapping[str, str], name: str) -> str:
    tags = [(ref.removeprefix("refs/tags/"), commit) for ref, commit in refs.items() if ref.startswith("refs/tags/")]
    versions = [(version, commit) for tag, commit in tags if (version := parse_version(tag)) is not None]
    fit = [(version, commit) for version, commit in versions if satisfies(version.text, repository.range)]
    if not fit:
        raise NoSuchVersion(
            f'Cannot find "{name}" at "{repository.range[:200]}": no tag of the repository is such a version',
            package=name,
        )
    head = refs.get("HEAD")
    latest = [version for version, commit in versions if commit == head][-1:]
    if latest and (latest[0], head) in fit:
        return str(head)
    return max(fit, key=lambda pair: pair[0].order)[1]


def _bad(text: str, name: str, why: str) -> BadSpec:
    return BadSpec(f'Cannot install "{name}" as "{text[:200]}": {why}', package=name)
