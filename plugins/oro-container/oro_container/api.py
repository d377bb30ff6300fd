r"""Containers from Python: for routes, for other plugins, for scripts and tests.

async with Containers() as containers, containers.booted() as container:
    await container.files.write("index.js", b"console.log(6 * 7)")
    done = await container.run("node", "index.js")
    assert done.output == b"42\n"
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType

from trio import CancelScope, to_thread

from oro_container.answers import answering
from oro_container.containers.container import Completed, Container
from oro_container.containers.containers import Containers as Booting
from oro_container.containers.files import DirectoryEntry, Files, Stat
from oro_container.containers.process import Exit, Process, Size
from oro_container.core.entry import Entry
from oro_container.core.policy import Folder, Level, Policy
from oro_container.folders import containers_folder
from oro_container.images.booting import boot_arguments
from oro_container.images.container_runtime import ServedEntry, run_entry, serve_entry
from oro_container.images.finding import find as find_image
from oro_container.images.image import Image
from oro_container.previews.fetch import GuestResponse
from oro_container.settings import STORE_SIZE

__all__ = (
    "Completed",
    "Container",
    "Containers",
    "DirectoryEntry",
    "Entry",
    "Exit",
    "Files",
    "Folder",
    "GuestResponse",
    "Image",
    "Level",
    "Policy",
    "Process",
    "ServedEntry",
    "Size",
    "Stat",
    "boot_arguments",
    "find_image",
    "run_entry",
    "serve_entry",
)

DEFAULT = Policy()


class Containers:
    """Boots containers, which end with the block.

    Args:
        folder: where their files are; the user's own folder for containers unless given.
        strongest: the strongest walls that they get.
    """

    def __init__(self, folder: Path | None = None, *, strongest: Level = "namespaces") -> None:
        self._containers = Booting(
            folder or containers_folder(), prepare=answering(STORE_SIZE.default), strongest=strongest
        )
        self._entered = AsyncExitStack()

    async def __aenter__(self) -> Containers:
        await self._entered.enter_async_context(self._containers.running())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every container."""
        await self._entered.__aexit__(kind, error, trace)

    async def boot(
        self,
        *,
        name: str = "",
        workdir: str = "project",
        policy: Policy = DEFAULT,
        layers: Sequence[Path] = (),
        copied: Container | None = None,
        image: Image | str | Path | None = None,
    ) -> Container:
        """Boot a container, which runs until it is closed or the block ends.

        Args:
            name: its files are kept by this name, and there at the next boot; without one they go with it.
            workdir: the name of its working folder.
            policy: what it may do.
            layers: folders that are read where the working folder has nothing of its own, the uppermost first.
            copied: a container of whose files it gets a copy.
            image: one, or as `find_image` takes it: below the layers, with its working folder, its variables for every
                program, its limits, and its command as `Container.entry`; `workdir` is then its own.

        Raises:
            InvalidArgument: a name is none.
            NoSuchImage, BadImage: there is no such image, or it is none.
            Denied: the image wants more than the policy grants.
            CannotBoot: this machine cannot make it, or not with the walls that the policy demands; one of that name
                runs; it is to have a copy, and there are files of that name.
            TornDown: `copied` has ended.
        """
        if image is None:
            return await self._containers.boot(name=name, workdir=workdir, policy=policy, layers=layers, copied=copied)
        if not isinstance(image, Image):
            image = await to_thread.run_sync(find_image, str(image))
        given = await to_thread.run_sync(boot_arguments, image, policy)
        given["layers"] = (*layers, *given["layers"])
        return await self._containers.boot(name=name, copied=copied, **given)

    async def clone(self, container: Container, *, name: str = "", policy: Policy | None = None) -> Container:
        """Boot a container with a copy of another's files, and with its working folder, variables and entry.

        Processes, ports and the folders it was granted are not copied; programs may go on meanwhile, and each file is
        as it is when it is read.

        Args:
            container: the other one.
            name: the files of the new one are kept by this name; without one they go with it.
            policy: what the new one may do; that of the other unless given.

        Raises:
            InvalidArgument: the name is none.
            CannotBoot: this machine cannot make it; one of that name runs, or its files are kept.
            TornDown: the other one has ended.
        """
        return await self._containers.clone(container, name=name, policy=policy)

    @asynccontextmanager
    async def booted(
        self,
        *,
        name: str = "",
        workdir: str = "project",
        policy: Policy = DEFAULT,
        layers: Sequence[Path] = (),
        copied: Container | None = None,
        image: Image | str | Path | None = None,
    ) -> AsyncIterator[Container]:
        """Boot a container that ends with the block; otherwise as `boot`."""
        container = await self.boot(
            name=name, workdir=workdir, policy=policy, layers=layers, copied=copied, image=image
        )
        try:
            yield container
        finally:
            container.close()
            with CancelScope(shield=True):
                await container.ended.wait()
