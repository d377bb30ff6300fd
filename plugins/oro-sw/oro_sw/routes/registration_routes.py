"""Routes that make, find, update and drop registrations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from oro_framework.errors import InvalidArgument, NotFound
from oro_framework.service import route
from oro_framework.types import Call, Host
from oro_sw.errors import WorkerGone
from oro_sw.registrations.states import Preload, Registration, Registry, Source, State
from oro_sw.settings import PERMISSION
from oro_sw.urls import joined, without_fragment
from oro_sw.workers.jobs import Jobs
from oro_sw.workers.lifecycle import Lifecycle

__all__ = ("RegistrationRoutes",)


class RegistrationRoutes:
    """Registrations, from `register` to `unregister`, and the states of their versions."""

    def __init__(
        self,
        host: Host,
        registry: Registry,
        jobs: Jobs,
        lifecycle: Lifecycle,
        save: Callable[[Registration, bool], None],
    ) -> None:
        self._host = host
        self._registry = registry
        self._jobs = jobs
        self._lifecycle = lifecycle
        self._save = save

    @route("serviceWorker.register", permission=PERMISSION, deadline=60)
    async def register(
        self,
        call: Call,
        *,
        scriptURL: str,
        scope: str = "",
        type: Literal["classic", "module"] = "classic",
        updateViaCache: Literal["imports", "all", "none"] = "imports",
        priority: Literal["high", "default", "low"] = "default",
        serializedWorkerArgs: str = "",
    ) -> dict[str, Any]:
        """Register a worker for a scope, or find the one that is; it installs after the answer.

        Args:
            call: the call; URLs are relative to the calling document.
            scriptURL: of the worker, of the app's origin.
            scope: what it answers for; the script's folder when empty.
            type: how the script is run.
            updateViaCache: which scripts an app may answer with copies that it keeps.
            priority: which worker starts first, where several are to.
            serializedWorkerArgs: text that the worker finds as `registration.serializedWorkerArgs`; Socket's name
                for it, `__runtime_worker_args`, is taken too.

        Raises:
            ScriptRefused: another origin, a scope the script does not reach, or no JavaScript.
            EvaluationFailed: the script is not there, or threw.
        """
        base = self._base(call)
        found = await self._jobs.register(
            Source(joined(base, scriptURL), type),
            joined(base, scope) if scope else "",
            updateViaCache,
            priority=priority,
            arguments=serializedWorkerArgs or str(call.params.get("__runtime_worker_args", "")),
        )
        return {"registration": found.describe()}

    @route("serviceWorker.getRegistration", permission=PERMISSION)
    def get_registration(self, call: Call, *, scope: str = "") -> dict[str, Any]:
        """Return the registration a URL belongs to, and the calling client; without it `{}`."""
        url = without_fragment(joined(self._base(call), scope))
        found = self._registry.match(url)
        if found is None:
            return {}
        return {"registration": found.describe(), "client": {"id": call.client}}

    @route("serviceWorker.getRegistrations", permission=PERMISSION)
    def get_registrations(self, call: Call, *, origin: str = "") -> list[dict[str, Any]]:
        """Return every registration of the app's origin."""
        if origin and origin.rstrip("/") != self._host.origin:
            return []
        return [each.describe() for each in self._registry if each.scope.startswith(self._host.origin)]

    @route("serviceWorker.update", permission=PERMISSION, deadline=60)
    async def update(self, call: Call, *, id: str) -> dict[str, Any]:
        """Fetch the script of a registration again, and install it when it changed."""
        registration = self._registration(id)
        await self._jobs.update(registration)
        return {"registration": registration.describe()}

    @route("serviceWorker.unregister", permission=PERMISSION)
    def unregister(self, call: Call, *, id: str = "", scope: str = "") -> bool:
        """Drop a registration, by id or scope; false when there was none."""
        found = self._registry.of_id(id) if id else self._registry.get(scope)
        return found is not None and self._jobs.unregister(found)

    @route("serviceWorker.reset", permission=PERMISSION)
    def reset(self, call: Call) -> None:
        """Drop every registration."""
        self._jobs.reset()

    @route("serviceWorker.preload", permission=PERMISSION)
    def preload(self, call: Call, *, id: str, enabled: bool | None = None, header: str | None = None) -> dict[str, Any]:
        """Have navigations asked of the app while the worker is asked, or not; return how it is.

        Args:
            call: the call.
            id: of the registration.
            enabled: whether they are; as it was when it is not given.
            header: value of `Service-Worker-Navigation-Preload` with them; as it was when it is not given.

        Raises:
            WorkerGone: the registration has no active worker, which a change wants.
        """
        found = self._registration(id)
        if enabled is not None or header is not None:
            if found.active is None:
                raise WorkerGone(f'Cannot change the navigation preload of "{found.scope}": it has no active worker')
            was = found.preload
            found.preload = Preload(
                was.enabled if enabled is None else enabled, was.header if header is None else header
            )
            self._save(found, True)
        return {"enabled": found.preload.enabled, "headerValue": found.preload.header}

    @route("serviceWorker.skipWaiting", permission=PERMISSION)
    def skip_waiting(self, call: Call, *, id: str) -> None:
        """Let the version of an id, or the one of a registration that waits, wait no longer."""
        version = self._registry.version(id)
        if version is None:
            registration = self._registration(id)
            version = registration.waiting or registration.installing
        if version is not None:
            self._lifecycle.skip_waiting(version)

    @route("serviceWorker.updateState", permission=PERMISSION)
    def update_state(self, call: Call, *, id: str, state: str) -> dict[str, Any]:
        """Ask for a state of the newest version of a registration, or of the version of an id.

        The host moves versions itself: what can be asked for is the state a version has, or that one that waits
        becomes the active one.

        Raises:
            InvalidArgument: it is no state, or none that can be asked for.
            NotFound: there is no such registration or version.
        """
        version = self._registry.version(id) or self._registration(id).newest
        if version is None:
            raise NotFound(f'The service worker registration "{id[:40]}" has no worker')
        if state in ("activating", "activated") and version.state is State.INSTALLED:
            self._lifecycle.skip_waiting(version)
        elif state != version.state:
            raise InvalidArgument(
                f'Cannot call "{call.route}": parameter "state" cannot be "{state[:40]}" for a worker that is '
                f"{version.state}"
            )
        return {}

    def _base(self, call: Call) -> str:
        return call.window.url if call.window is not None else self._host.origin + "/"

    def _registration(self, id: str) -> Registration:
        found = self._registry.of_id(id)
        if found is None:
            raise NotFound(f'There is no service worker registration "{id[:40]}"')
        return found
