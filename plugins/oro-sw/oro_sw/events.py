"""Events that pages get of workers; `navigator.serviceWorker` makes its own events of them."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "CHANGED", "CONTROLLER", "QUESTION", "Controlled", "Question", "RegistrationNow", "VersionNow")

CHANGED = "serviceWorker.changed"
CONTROLLER = "serviceWorker.controller"
QUESTION = "serviceWorker.question"


class VersionNow(TypedDict):
    """One version of a worker."""

    id: str
    state: Literal["parsed", "installing", "installed", "activating", "activated", "redundant"]
    scriptURL: str


class RegistrationNow(TypedDict):
    """A registration, with its versions in their places."""

    id: str
    scope: str
    scriptURL: str
    type: Literal["classic", "module"]
    updateViaCache: Literal["imports", "all", "none"]
    state: str
    scheme: str
    origin: str
    priority: Literal["high", "default", "low"]
    serializedWorkerArgs: str
    revision: int
    installing: VersionNow | None
    waiting: VersionNow | None
    active: VersionNow | None


class Controlled(TypedDict):
    """Documents that have another controller now, by the ids they have in `__args.client`."""

    clients: list[str]
    worker: VersionNow | None
    registration: RegistrationNow


class Question(TypedDict):
    """A question of the host to a window's documents; answered by `serviceWorker.client.answer`."""

    id: str
    what: Literal["whose", "frames", "focus", "navigate", "clear"]
    given: dict[str, Any]


ALL = (
    PageEvent(
        name=CHANGED, detail=RegistrationNow, summary="A registration, or a version in it, is not as it was before."
    ),
    PageEvent(name=CONTROLLER, detail=Controlled, summary="Documents of this window have another worker, or none."),
    PageEvent(name=QUESTION, detail=Question, summary="The host asks this window's documents; the plugin answers."),
)
