"""`boot`, which the worker's JavaScript calls first, and `Glue`, what it calls from then on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from ..core.capabilities import capabilities_of
from ..core.kernel.adapter import Message
from ..core.kernel.service import Service
from ..core.layers import Quota

__all__ = ("Glue", "boot")


class _Surroundings:
    """The worker, as the kernel asks it."""

    def __init__(self, worker: Any, to_js: Callable[[Any], Any], once: Callable[[Callable[..., None]], Any]) -> None:
        self._worker = worker
        self._to_js = to_js
        self._once = once

    def wake(self) -> None:
        self._worker.wake()

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        self._worker.later(seconds * 1000, self._once(call))

    def now(self) -> float:
        return time.time()

    def shelve(self, rows: str, data: bytes) -> None:
        self._worker.shelve(rows, self._to_js(data))

    def start(self, pid: int, message: Message) -> None:
        self._worker.start(pid, self._to_js(message))

    def send(self, pid: int, message: Message) -> None:
        self._worker.send(pid, self._to_js(message))

    def mail(self, token: str, message: Message) -> None:
        self._worker.mail(token, self._to_js(message))

    def end(self, pid: int) -> None:
        self._worker.end(pid)

    def ask(self, url: str, headers: Mapping[str, str], done: Callable[[Mapping[str, Any]], None]) -> None:
        self._worker.ask(url, self._to_js(dict(headers)), self._once(lambda said: done(said.to_py())))

    def tell(self, message: Message) -> None:
        self._worker.tell(self._to_js(message))


class Glue:
    """The calls of the worker's JavaScript.

    Args:
        service: of the kernel.
        to_js: makes values of JavaScript.
    """

    def __init__(self, service: Service, to_js: Callable[[Any], Any]) -> None:
        self._service = service
        self._to_js = to_js
        self.workdir = service.workdir
        self.path = service.path
        self.capabilities = to_js(capabilities_of("page"))

    def run(self) -> bool:
        """Give processes their turns; return whether more could run."""
        return self._service.kernel.run()

    def call(self, method: str, given: Any) -> Any:
        """Answer a call of the page: `{data}` or `{error}`."""
        try:
            return self._to_js({"data": self._service.call(method, given.to_py())})
        except Exception as error:
            return self._to_js({"error": self._service.kernel.told(error)})
        finally:
            # Before the answer: a watcher that begins after it is not told of what the call has done.
            self._service.kernel.tell_of_files()

    def receive(self, pid: int, message: Any) -> None:
        """Take a message of a program."""
        self._service.kernel.receive(pid, message.to_py())

    def failed(self, pid: int, why: str) -> None:
        """Say that a program's worker failed."""
        self._service.kernel.failed(pid, why)

    def records(self) -> Any:
        """Return what changed of the files that are kept since the last time."""
        return self._to_js(self._service.records())


def boot(worker: Any, given: Any) -> Glue:
    """Begin a kernel.

    Args:
        worker: what the kernel asks: `wake`, `later`, `shelve`, `start`, `send`, `end`, `ask`, `tell`.
        given: `workdir`, `records`, `quota`, `npmrc`, `scripts` and `url`, with `{port}` in it.
    """
    from js import Object  # type: ignore[import-not-found]
    from pyodide.ffi import create_once_callable, to_js  # type: ignore[import-not-found]

    def converted(value: Any) -> Any:
        return to_js(value, dict_converter=Object.fromEntries)

    options = given.to_py()
    quota = options.get("quota")
    url = options["url"]
    service = Service(
        _Surroundings(worker, converted, create_once_callable),
        workdir=options["workdir"],
        records=[{**record, "data": bytes(record["data"])} for record in options["records"]],
        quota=Quota(bytes=quota.get("bytes"), files=quota.get("files")) if quota else None,
        url=lambda port: url.replace("{port}", str(port)),
        npmrc=options.get("npmrc") or "",
        scripts=bool(options.get("scripts")),
    )
    return Glue(service, converted)
