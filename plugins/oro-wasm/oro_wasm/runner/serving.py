"""Answer the requests of the app, one after another."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from oro_framework.errors import OroError
from oro_wasm.engine.cache import Cache
from oro_wasm.engine.code import Code, Store
from oro_wasm.guests.run import run
from oro_wasm.guests.streams import Streams
from oro_wasm.instances.messages import Invoke, Open, Opened, Stopped
from oro_wasm.runner.channel import Channel
from oro_wasm.runner.messages import Answer, Failed, Inspect, Inspected, Load, Loaded, Ran, Request, Run

if TYPE_CHECKING:
    from oro_wasm.instances.guest import InstanceGuest

__all__ = ("serve",)


def serve(channel: Channel, cache: Cache) -> None:
    """Answer requests until the app has gone."""
    serving = _Serving(Store(cache))
    while (received := channel.receive()) is not None:
        request, descriptors = received
        try:
            answer = serving.answer(request, descriptors)
        except OroError as error:
            answer = Failed(type(error).__name__, error.message)
        except OSError as error:
            answer = Failed("OSError", error.strerror or str(error), error.errno or 0)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        channel.send(answer)


class _Serving:
    """Answers requests with the code that is loaded, and the instance that is open."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guest: InstanceGuest | None = None

    def answer(self, request: Request, descriptors: Sequence[int]) -> Answer:
        match request:
            case Invoke():
                assert self._guest is not None
                return self._guest.call(request)
            case Run(start):
                code = self._store.load(Path(start.path), start.digest, fuel=start.limits.fuel is not None)
                stdin, stdout, stderr = descriptors
                return Ran(run(code, start, Streams(stdin=stdin, stdout=stdout, stderr=stderr)))
            case Load(path, digest, fuel):
                code = self._store.load(Path(path), digest, fuel=fuel)
                _instance_of(code)  # imported now, where it counts for no call's time
                return Loaded(code.cached)
            case Inspect():
                return _inspected(request)
            case Open():
                return self._opened(request)

    def _opened(self, request: Open) -> Opened | Stopped:
        code = self._store.load(Path(request.path), request.digest, fuel=request.limits.fuel is not None)
        os.dup2(2, 1)  # the output of an instance goes where the app's error output does
        self._guest = _instance_of(code)(code, request)
        return self._guest.open()


def _instance_of(code: Code) -> type[InstanceGuest]:
    if code.is_component:
        from oro_wasm.components.guest import ComponentInstance  # modules do not need it

        return ComponentInstance
    from oro_wasm.instances.module import ModuleInstance  # programs do not need it

    return ModuleInstance


def _inspected(asked: Inspect) -> Inspected:
    from oro_wasm.analysis.inspection import inspect  # guests do not need it
    from oro_wasm.analysis.plain import plain

    found = inspect(Path(asked.path).read_bytes(), asked.name, asked.grants, asked.limits)
    return Inspected(plain(asked.name, found))
