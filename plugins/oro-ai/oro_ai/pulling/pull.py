"""Download a model by its name, in as many files as it has."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from oro_ai import settings as keys
from oro_ai.errors import CannotPull
from oro_ai.file_names import quantisation_of
from oro_ai.pulling.client import opened
from oro_ai.pulling.download import Download, Progress
from oro_ai.pulling.hub import Listed, chosen, files_of, projector
from oro_ai.pulling.names import Address, HubFile, HubRepository, Name, OllamaModel
from oro_ai.pulling.ollama import registry_sources
from oro_ai.pulling.source import Source, hub_source, parts_of, projector_name, url_source
from oro_framework.errors import UsageError
from oro_framework.types import Settings

__all__ = ("TOKEN", "Pull", "Servers", "found_sources")

TOKEN = "HF_TOKEN"
"""The environment variable that has the access token for the hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The servers that models are downloaded from."""

    hub: str
    """The URL of the hub, without a slash at the end."""
    registry: str
    """The URL of Ollama's registry, without a slash at the end."""
    revision: str = "main"
    """A branch, tag or commit on the hub."""
    token: str = ""
    """The access token for the hub."""

    @classmethod
    def configured(cls, settings: Settings, revision: str) -> Servers:
        """Return those of the configuration, with the token of the environment."""
        hub, registry = settings[keys.HUB_URL], settings[keys.REGISTRY_URL]
        return cls(hub=hub, registry=registry, revision=revision, token=os.environ.get(TOKEN, ""))


async def found_sources(name: Name, servers: Servers, local: str = "") -> tuple[Source, ...]:
    """Return the files of a model: one, or the parts of a model that is stored in several, and its projector.

    Args:
        name: the name of the model.
        servers: where to look.
        local: the name of the local file; empty for its own.

    Raises:
        UsageError: the name of the local file is not that of a model file, or the model has several.
        CannotPull: there is no such model, the choice is not clear, or the server cannot be reached.
    """
    match name:
        case Address():
            made = tuple(url_source(part, local) for part in parts_of(name.url))
        case HubFile():
            files = [HubFile(name.owner, name.repository, part) for part in parts_of(name.path)]
            made = tuple(hub_source(servers.hub, file, servers.revision, name=local) for file in files)
        case HubRepository():
            made = await _of_repository(name, servers, local)
        case OllamaModel():
            async with opened() as client:
                made = await registry_sources(client, servers.registry, name, local)
    if local and (count := len(_parts(made))) > 1:
        raise UsageError(f'Cannot pull it as "{local}": it is {count} files, whose names say so')
    return made


def _parts(sources: tuple[Source, ...]) -> list[Source]:
    """Return the files of the model itself."""
    return [source for source in sources if not source.projector]


async def _of_repository(name: HubRepository, servers: Servers, local: str) -> tuple[Source, ...]:
    async with opened(servers.token) as client:
        files = await files_of(client, servers.hub, name, servers.revision)
    made = [_listed(name, servers, one, local) for one in chosen(name, files)]
    if (found := projector(files)) is not None:
        seen = _listed(name, servers, found, projector_name(made[0].name))
        made.append(replace(seen, projector=True))
    return tuple(made)


def _listed(name: HubRepository, servers: Servers, file: Listed, local: str) -> Source:
    place = HubFile(name.owner, name.repository, file.path)
    return hub_source(servers.hub, place, servers.revision, name=local, sha256=file.sha256, size=file.size)


@dataclass(slots=True, kw_only=True)
class Pull:
    """The download of a model into a folder.

    Args:
        sources: its files.
        folder: the folder to download into.
        sha256: the digest the model must have; only for one of one file, not counting its projector.
        token: the access token for the hub.
        anew: whether to download files that are there already.
        progress: called with the bytes of all files so far, and the bytes of all, None while they are unknown.
        pause: seconds before a broken connection is made again for the first time.
    """

    sources: tuple[Source, ...]
    folder: Path
    sha256: str = ""
    token: str = ""
    anew: bool = False
    progress: Progress = lambda size, total: None
    pause: float = 1.0

    @property
    def name(self) -> str:
        """The name by which the model is loaded."""
        return self.sources[0].name

    @property
    def target(self) -> Path:
        """The path of the first file, which is the one that is loaded."""
        return self.folder / self.name

    @property
    def quantisation(self) -> str:
        """The quantisation that the model is named after; empty for none."""
        return quantisation_of(self.name)

    def missing(self) -> list[Download]:
        """Return the downloads of the files that are not in the folder, or of all if they are wanted anew."""
        known = [source.size for source in self.sources]
        total = sum(size for size in known if size is not None) if None not in known else None
        before, made = 0, []
        for source in self.sources:
            there = self.folder / source.name
            if there.is_file() and not self.anew:
                before += there.stat().st_size
                continue
            made.append(self._download(source, before, total))
            before += source.size or 0
        return made

    def _download(self, source: Source, before: int, total: int | None) -> Download:
        alone = len(self.sources) == 1

        def progress(size: int, of: int | None) -> None:
            self.progress(before + size, of if alone else total)

        return Download(
            source=source,
            folder=self.folder,
            sha256=self.sha256 if source is self.sources[0] else "",
            token=self.token,
            progress=progress,
            pause=self.pause,
        )

    async def run(self) -> list[Download]:
        """Download what is missing, and return the downloads. If cancelled, what came is kept for the next run.

        Raises:
            CannotPull: it cannot be downloaded; the message says why.
            Busy: it is being downloaded already.
        """
        if self.sha256 and (count := len(_parts(self.sources))) > 1:
            raise CannotPull(self.name, f"one sha256 was given, and it is {count} files")
        downloads = self.missing()
        for download in downloads:
            await download.run()
        return downloads
