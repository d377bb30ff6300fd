"""Routes about containers as wholes: booted, listed, torn down. `oro:container` uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from anyio import to_thread

from oro_container.core.capabilities import capabilities_of
from oro_container.images.finding import find_named
from oro_container.pages.granting import Granting
from oro_container.pages.page_container import PageContainer
from oro_container.pages.page_containers import PageContainers
from oro_container.routes.asked import Booting, Cloning
from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("Booted", "ContainerRoutes")


class Booted(TypedDict):
    """A container that runs."""

    id: str
    name: str
    workdir: str
    """Absolute, within the container."""
    path: str
    """Where programs are looked for."""
    isolation: str
    """The level of walls that it has."""
    entry: list[str]
    """The command of its image."""
    capabilities: Mapping[str, bool]
    """The table of its engine (`oro_container.core.capabilities`)."""


class ContainerRoutes:
    """Containers, from boot to teardown."""

    def __init__(self, containers: PageContainers, granting: Granting) -> None:
        self._containers = containers
        self._granting = granting

    @route("container.warm")
    async def warm(self, call: Call) -> None:
        """Start what boots containers, so that the first boots as fast as the next; a page that imports them asks.

        It lets the page do nothing, and needs no permission therefore. If cancelled, it is started or not.
        """
        await self._containers.warm()

    @route("container.boot", permission="container", deadline=0)
    async def boot(self, call: Call) -> Booted:
        """Boot the container that the body describes (`Booting`, as JSON). It ends with the page.

        If cancelled, it was booted or not all the same.

        Raises:
            InvalidArgument: the description is none.
            Denied: the page asks for more than it, or its app, has.
            NoSuchImage, BadImage: no image has that name, or it is none.
            CannotBoot: this machine cannot make it, or not with the walls that the policy demands.
            Closed: the page went meanwhile; nothing is left running.
            ErrnoError: EMFILE, the window has too many.
        """
        try:
            asked = from_json(call.body or b"{}", Booting)
        except ValueError as error:
            raise InvalidArgument(f"Cannot boot a container: {error}") from error
        policy = await self._granting.policy(call, asked.policy.narrowing())
        # By its name alone: a path would read of the machine what the page may not.
        image = await to_thread.run_sync(find_named, asked.image) if asked.image else None
        errors = asked.forward_preview_errors
        page = await self._containers.boot(call.window, asked.name, asked.workdir, policy, errors, image)
        return described(page)

    @route("container.clone", permission="container", deadline=0)
    async def clone(self, call: Call, *, id: str) -> Booted:
        """Boot a copy of a container, as the body describes it (`Cloning`, as JSON): its files, and nothing that runs.

        If cancelled, it was booted or not all the same.

        Raises:
            InvalidArgument: the description is none, or the name.
            NoSuchContainer: the window has none of that id.
            Denied: the page asks for more than it, or the other container, has.
            CannotBoot: this machine cannot make it; a container of that name runs, or its files are kept.
            TornDown: the other container has ended.
            ErrnoError: EMFILE, the window has too many.
            Closed: the page went meanwhile.
        """
        try:
            asked = from_json(call.body, Cloning)
        except ValueError as error:
            raise InvalidArgument(f"Cannot clone a container: {error}") from error
        other = self._containers.held.get(call.window, id).container
        policy = await self._granting.policy(call, asked.policy.narrowing(), other.policy)
        page = await self._containers.clone(call.window, other, asked.name, policy, asked.forward_preview_errors)
        return described(page)

    @route("container.teardown", permission="container", deadline=0)
    async def teardown(self, call: Call, *, id: str) -> dict[str, str]:
        """End a container with everything in it; answered once that is done. If cancelled, it ends all the same.

        Raises:
            NoSuchContainer: the window has none of that id.
        """
        await self._containers.teardown(call.window, id)
        return {}

    @route("container.list", permission="container")
    def list(self, call: Call) -> list[Booted]:
        """Answer with the containers of the window."""
        return [described(each) for each in self._containers.held.of(call.window)]


def described(each: PageContainer) -> Booted:
    """Return a container as pages know it."""
    container = each.container
    return {
        "id": container.id,
        "name": each.name,
        "workdir": container.workdir,
        "path": container.path,
        "isolation": container.level,
        "entry": list(container.entry),
        "capabilities": capabilities_of("host"),
    }
