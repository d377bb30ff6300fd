"""Routes by which a container of a page has the host ask registries: their addresses, and what they answer."""

from __future__ import annotations

from functools import partial
from typing import TypedDict

from anyio import to_thread
from msgspec import json

from oro_container.core.policy import Policy
from oro_container.errors import CannotFetch
from oro_container.packages.fetcher import Fetcher
from oro_container.packages.machine_registries import Admitting, registries_of_machine
from oro_container.packages.network import Network
from oro_framework.errors import Denied, InvalidArgument, NotFound
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("Registries", "RegistryRoutes")

_SENT = frozenset({"accept", "authorization"})
"""Headers that a page may have sent."""


class Registries(TypedDict):
    """The registries of the machine."""

    npmrc: str
    """As settings of npm; without tokens."""
    scripts: bool
    """Whether packages may run scripts while they are installed."""


class RegistryRoutes:
    """Registries, for containers whose engine is the page.

    Args:
        policy: of the app.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @route("container.registries", permission="container", deadline=0)
    async def registries(self, call: Call) -> Registries:
        """Answer with the registries that npm of the machine is set to; none where the app grants no packages."""
        if not self._policy.packages:
            return {"npmrc": "", "scripts": False}
        found = await to_thread.run_sync(registries_of_machine)
        npmrc = "".join(f"{key}={value}\n" for key, value in found.items())
        return {"npmrc": npmrc, "scripts": self._policy.scripts}

    @route("container.registry.fetch", permission="container", deadline=0, max_body=1 << 16)
    async def fetch(self, call: Call, *, url: str) -> bytes:
        """Answer with what a registry answers: one of the machine, or of a host that the app grants.

        The body has headers to send, as a JSON object of texts: `accept` and `authorization`.

        Raises:
            InvalidArgument: the headers are none.
            Denied: the app grants no packages, or the registry refuses.
            NotFound: the registry has no such thing.
            CannotFetch: it cannot be asked, or must not be.
        """
        if not self._policy.packages:
            raise Denied("Cannot install packages: the policy of the app does not allow it")
        headers = _headers(call.body)
        machine = await to_thread.run_sync(registries_of_machine)
        admitting = Admitting(machine.values(), self._policy.hosts)
        network = Network()
        sent = partial(_sent_first, url, headers)
        async with Fetcher(network, sent, admitting.admits, admitting.leads) as fetcher:
            answer = await fetcher.get(url, "what a package needs", network.archive_bytes)
        if answer.status == 404:
            raise NotFound(f'Cannot fetch "{url[:300]}": the registry has none')
        if answer.status in (401, 403):
            raise Denied(f'Cannot fetch "{url[:300]}": the registry refuses it (status {answer.status})')
        if answer.status != 200:
            raise CannotFetch("what a package needs", url, f"it was answered with status {answer.status}")
        return answer.body


def _sent_first(first: str, headers: dict[str, str], url: str) -> dict[str, str]:
    """Return the headers for an address: a redirect never carries a token to another."""
    return headers if url == first else {key: value for key, value in headers.items() if key == "accept"}


def _headers(body: bytes) -> dict[str, str]:
    try:
        asked = json.decode(body or b"{}", type=dict[str, str])
    except ValueError as error:
        raise InvalidArgument(f"Cannot ask a registry: its headers are an object of texts: {error}") from error
    return {key.lower(): value for key, value in asked.items() if key.lower() in _SENT}
