"""The service that answers `protocol.*`, and the schemes themselves."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from oro_framework.errors import Closed, Denied, InvalidArgument, OroError
from oro_framework.service import Service, route
from oro_framework.types import ASGIApp, Call, Host, Message, Receive, Scope, Send, Window
from oro_protocol.errors import NotRegistered, SchemeTaken, Undeclared
from oro_protocol.exchange import Exchange, Piece, read_body
from oro_protocol.settings import scheme_name, schemes_of

__all__ = ("ProtocolHandlers", "app_of")

CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-allow-methods", b"*"),
    (b"allow", b"GET, POST, PUT, PATCH, DELETE, HEAD"),
]


_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BREAK = re.compile(r"[\r\n\0]|[\ud800-\udfff]")


class Registration(Struct):
    """A scheme, its data as JSON, and the window whose page answers it."""

    data: str | None = None
    window: Window | None = None


class ProtocolHandlers(Service):
    """Schemes of the app that its pages answer."""

    name = "protocol"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._declared = schemes_of(host.settings)
        self._registered = {name: Registration(_as_json(data)) for name, data in self._declared.items()}
        self._exchanges: dict[str, Exchange] = {}

    async def release(self, window: Window) -> None:
        """Forget what the page of a window answered; requests it had are broken off."""
        for scheme, registration in self._registered.items():
            if registration.window is window:
                self._registered[scheme] = Registration(_as_json(self._declared[scheme]))
        for exchange in list(self._exchanges.values()):
            if exchange.window is window:
                exchange.page_gone()

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the schemes that pages answer, and the requests they are answering."""
        answered = [scheme for scheme, found in self._registered.items() if found.window is not None]
        return {"schemes": answered, "requests": list(self._exchanges)}

    # -- routes ------------------------------------------------------------------------------------------

    @route("protocol.register", permission="protocol")
    def register(self, call: Call, scheme: str, data: str | None = None) -> dict[str, str]:
        """Have the calling page answer a scheme that `[webview] protocol-handlers` names; `data` is JSON."""
        try:
            scheme = scheme_name(scheme)
        except ValueError as error:
            raise SchemeTaken(scheme, f"expected {error}") from None
        if scheme not in self._registered:
            raise Undeclared(scheme)
        window = _window(call)
        found = self._registered[scheme]
        if found.window is not None and found.window is not window:
            raise SchemeTaken(scheme, f"the page of window {found.window.index} answers it")
        self._registered[scheme] = Registration(found.data if data is None else _checked(call, data), window)
        return {"scheme": scheme}

    @route("protocol.unregister", permission="protocol")
    def unregister(self, call: Call, scheme: str) -> dict[str, Any]:
        """Answer a scheme no longer; its data are those of the configuration again."""
        found = self._of(scheme)
        if found.window is None:
            raise NotRegistered
        if found.window is not call.window:
            raise Denied(f'Cannot unregister "{scheme}": the page of window {found.window.index} answers it')
        self._registered[scheme.lower()] = Registration(_as_json(self._declared[scheme.lower()]))
        return {}

    @route("protocol.getData", permission="protocol")
    def get_data(self, call: Call, scheme: str) -> Any:
        """Return the data of a scheme, null when it has none."""
        data = self._of(scheme).data
        return None if data is None else json.loads(data)

    @route("protocol.setData", permission="protocol")
    def set_data(self, call: Call, scheme: str, data: str) -> dict[str, Any]:
        """Replace the data of a scheme; `data` is JSON."""
        self._of(scheme).data = _checked(call, data)
        return {}

    @route("protocol.getServiceWorkerRegistration", permission="protocol")
    def get_service_worker_registration(self, call: Call, scheme: str) -> Any:
        """Return the registration of the service worker that answers a scheme, null where none does yet."""
        self._of(scheme)
        find = getattr(self.host.service("serviceWorker"), "of_scheme", None)
        return None if find is None else find(scheme.lower())

    @route("protocol.respond", permission="protocol", deadline=0, internal=True)
    async def respond(
        self, call: Call, id: str, status: int = 200, headers: str = "[]", more: bool = False, error: str = ""
    ) -> dict[str, Any]:
        """Take a piece of an answer, as the body; answered once the requester has room for more.

        `headers` is JSON, an array of pairs; they and `status` count in the first piece.
        """
        exchange = self._exchanges.get(id)
        if exchange is None or exchange.window is not call.window:
            raise Closed(f'Cannot answer request "{id[:40]}": whoever asked is gone')
        if not 200 <= status <= 599:
            raise InvalidArgument(f'Cannot call "{call.route}": parameter "status" must be 200 to 599, got {status}')
        await exchange.put(Piece(call.body, more, status, _pairs(call, headers), error or None))
        return {}

    # -- the schemes ----------------------------------------------------------------------------------------

    async def answer(self, scheme: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of a scheme by the page that registered it.

        Raises:
            Denied: the document that asks is neither the app's nor of the scheme.
            NotRegistered: no page answers it.
            OroError: see `Exchange.ask`.
        """
        origin = scope["extensions"]["oro"].origin
        if origin is not None and origin != self.host.origin and not origin.startswith(f"{scheme}://"):
            raise Denied(f'Cannot load "{scheme}:" in a document of {origin}: only {self.host.origin} may')
        if scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": CORS})
            await send({"type": "http.response.body", "body": b""})
            return
        window = self._registered[scheme].window
        if window is None:
            raise NotRegistered
        exchange = Exchange(secrets.token_hex(8), scheme, window)
        self._exchanges[exchange.id] = exchange
        try:
            await exchange.ask(scope, await read_body(receive), send)
        finally:
            del self._exchanges[exchange.id]

    def _of(self, scheme: str) -> Registration:
        found = self._registered.get(scheme.lower())
        if found is None:
            raise NotRegistered
        return found


def app_of(host: Host, scheme: str) -> ASGIApp:
    """Return what answers a scheme."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            service = host.service(ProtocolHandlers.name)
            if not isinstance(service, ProtocolHandlers):
                raise NotRegistered
            await service.answer(scheme, scope, receive, noted)
        except OroError as error:
            if begun:
                raise
            await _refuse(error, send)

    return app


async def _refuse(error: OroError, send: Send) -> None:
    """Answer with an error that the app's pages, whose origin is another, can read."""
    body = json.dumps({"err": error.as_err()}).encode()
    headers = [*CORS, (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _window(call: Call) -> Window:
    if call.window is None:
        raise InvalidArgument(f'Cannot call "{call.route}": it needs a window')
    return call.window


def _as_json(data: str | None) -> str | None:
    """Return data of the configuration as JSON; text that is none is a string."""
    if data is None:
        return None
    try:
        json.loads(data)
    except ValueError:
        return json.dumps(data)
    return data


def _checked(call: Call, data: str) -> str:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        raise InvalidArgument(f'Cannot call "{call.route}": parameter "data" must be JSON, got "{data[:80]}"') from None
    return data


def _pairs(call: Call, text: str) -> list[tuple[str, str]]:
    try:
        found = [(name, value) for name, value in json.loads(text)]
    except (ValueError, TypeError, RecursionError):
        found = [(None, None)]
    if not all(_is_header(name, value) for name, value in found):
        raise InvalidArgument(f'Cannot call "{call.route}": parameter "headers" must be a JSON array of pairs of text')
    return found


def _is_header(name: Any, value: Any) -> bool:
    return isinstance(name, str) and isinstance(value, str) and bool(_NAME.fullmatch(name)) and not _BREAK.search(value)
