"""An app that runs, as a program beside it calls it."""

from __future__ import annotations

import random
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import sniffio
import trio

from oro_conduit.client.answer import Answer, Opening
from oro_conduit.client.dialling import Place, dialled
from oro_conduit.client.errors import ConnectionFailed, Disconnected, NotRunning, Refused
from oro_conduit.client.events import Events
from oro_conduit.client.exchange import Exchange
from oro_conduit.client.link import STREAMS, Link
from oro_conduit.client.stream import Stream
from oro_conduit.errors import POLICY, CallUnknown
from oro_conduit.programs.entries import Entry, read_entries
from oro_framework.errors import OroError, TimedOut, UsageError

__all__ = ("App", "connect", "connect_again", "connect_to")

PATIENCE = 10.0
"""Seconds the app keeps the answers of calls whose connection broke."""
FIRST, LONGEST = 0.05, 1.0
"""Seconds before the second try to connect, and the longest wait between two."""
RESUME = "conduit.resume"


class App:
    """A connection to an app, opened again when it breaks; made by `connect` and `connect_to`.

    Tasks may share it: at most 1,000 calls and streams are on their way, further ones wait.
    """

    def __init__(self, find: Callable[[], Place], patience: float, *, moves: bool) -> None:
        self._find = find
        self._moves = moves
        """Whether the app may be started again, with another key."""
        self._patience = patience
        self._link: Link | None = None
        self._scope = trio.CancelScope()
        self._key = ""
        self._error: ConnectionFailed | None = None
        self._changed = trio.Event()
        self._room = trio.CapacityLimiter(STREAMS)
        self._calls = (f"{secrets.token_urlsafe(9)}.{number}" for number in count(1))

    @property
    def connected(self) -> bool:
        """Whether there is a connection now."""
        return self._link is not None

    # -- calls -----------------------------------------------------------------------------------

    async def call(self, route: str, body: bytes = b"", /, **params: Any) -> Any:
        """Call a route; return what it returned: a JSON value, or bytes.

        Args:
            route: its name, such as `fs.stat`.
            body: bytes that go along.
            params: parameters; those that are None are left out.

        Raises:
            OroError: the route's own error, in its class of `oro_framework.errors`, or a `RemoteError`.
            ConnectionFailed: there is no connection any more, or the answer is lost.
        If cancelled, the route is cancelled.
        """
        return (await self.request(route, params, body)).value

    async def request(
        self,
        route: str,
        params: Mapping[str, Any] | None = None,
        body: bytes = b"",
        *,
        headers: Sequence[tuple[str, str]] = (),
        deadline: float | None = None,
    ) -> Answer:
        """Call a route; return the whole answer, an error's too.

        Args:
            route: its name.
            params: its parameters; those that are None are left out.
            body: bytes that go along.
            headers: of the request.
            deadline: seconds after which the call is given up.

        Raises:
            TimedOut: the deadline passed.
            ConnectionFailed: there is no connection any more, or the answer is lost.
        If cancelled, the route is cancelled.
        """
        opening = Opening.of(route, params or {}, body, headers)
        if deadline is None:
            return await self._answered(opening)
        with trio.move_on_after(deadline):
            return await self._answered(opening)
        raise TimedOut(f'Cannot call "{route}": there was no answer within {deadline:g} s')

    @asynccontextmanager
    async def stream(self, route: str, /, **params: Any) -> AsyncIterator[Stream]:
        """Open a stream to a route for the block; when it is left before the route has ended, the route is cancelled.

        Args:
            route: its name; it has to be `async`.
            params: its parameters; those that are None are left out.

        Raises:
            ConnectionFailed: there is no connection any more.
        """
        async with self._room_for_one():
            stream = await self._opened(Opening.of(route, params), duplex=True)
            try:
                yield stream
            finally:
                stream.cancel()

    @asynccontextmanager
    async def download(self, route: str, body: bytes = b"", /, **params: Any) -> AsyncIterator[Stream]:
        """Call a route for the block and read its answer as it comes, however large; otherwise as `stream`.

        Args:
            route: its name.
            body: bytes that go along.
            params: its parameters; those that are None are left out.

        Raises:
            ConnectionFailed: there is no connection any more.
        """
        async with self._room_for_one():
            stream = await self._opened(Opening.of(route, params, body), duplex=False)
            try:
                yield stream
            finally:
                stream.cancel()

    def events(self, pattern: str = "*") -> Events:
        """Follow events that pages of the app are told, by name; `*` stands for any text."""
        opening = Opening.of("conduit.events", {"pattern": pattern})
        return Events(lambda: self._opened(opening, duplex=False))

    async def describe(self) -> dict[str, Any]:
        """Return what the app lets this program do, with its `bundle`, its `routes` and its `windows`."""
        found: dict[str, Any] = await self.call("conduit.describe")
        return found

    # -- on the wire -----------------------------------------------------------------------------

    @asynccontextmanager
    async def _room_for_one(self) -> AsyncIterator[None]:
        borrower = object()
        await self._room.acquire_on_behalf_of(borrower)
        try:
            yield
        finally:
            self._room.release_on_behalf_of(borrower)

    async def _opened(self, opening: Opening, *, duplex: bool) -> Stream:
        link, _ = await self._linked()
        return Stream(opening.route, link, link.open(opening, duplex=duplex), writable=duplex)

    async def _answered(self, opening: Opening) -> Answer:
        """Call, and ask again for the answer after the connection broke: what arrived is run once."""
        call = next(self._calls)
        asking, key = opening, ""
        async with self._room_for_one():
            while True:
                link, now = await self._linked()
                if key not in ("", now):
                    raise Disconnected(f'Cannot tell whether "{opening.route}" ran: the app was started again')
                key = now
                answer = await self._once(link, asking, "" if asking is not opening else call)
                if answer is None:
                    asking = Opening.of(RESUME, {"call": call})
                elif asking is not opening and _never_arrived(answer):
                    asking = opening
                else:
                    return answer

    async def _once(self, link: Link, opening: Opening, call: str) -> Answer | None:
        """Call over one connection; return None when it broke before the answer was there."""
        exchange = link.open(opening, call)
        try:
            return await _whole(exchange)
        finally:
            link.cancel(exchange)

    async def _linked(self) -> tuple[Link, str]:
        """Wait for a connection; return it, and the key by which it was opened."""
        while self._link is None or self._link.over:
            if self._error is not None:
                raise type(self._error)(self._error.message)
            await self._changed.wait()
        return self._link, self._key

    # -- the connection --------------------------------------------------------------------------

    async def run(self, *, task_status: trio.TaskStatus[ConnectionFailed | OroError | None]) -> None:
        """Keep a connection open; `started` is told of the error when the first cannot be had."""
        try:
            with self._scope:
                await self._run(lambda: task_status.started(None))
        except* OroError as group:
            error = _one(group)
            if not self._scope.shield:
                task_status.started(error)
            self._fail(error)

    async def close(self) -> None:
        """Close the connection, and open no other."""
        if self._link is not None:
            await self._link.close()
        self._scope.cancel()

    async def _run(self, started: Callable[[], None]) -> None:
        async with self._dialled() as link:
            # From now on it is closed in order, even where the block was cancelled.
            self._scope.shield = True
            started()
            await self._live(link)
        while True:
            await self._again()

    async def _again(self) -> None:
        """Connect again, as long as patience lasts."""
        until = trio.current_time() + self._patience
        wait = FIRST
        while True:
            try:
                async with self._dialled() as link:
                    return await self._live(link)
            except ConnectionFailed as error:
                if isinstance(error, Refused) and not self._moves:
                    raise
                if trio.current_time() + wait > until:
                    raise
            await trio.sleep(wait * (0.5 + random.random() / 2))
            wait = min(LONGEST, wait * 2)

    @asynccontextmanager
    async def _dialled(self) -> AsyncIterator[Link]:
        place = self._find()
        async with dialled(place) as link:
            self._key = place.key
            yield link

    async def _live(self, link: Link) -> None:
        """Serve calls until the connection ends.

        Raises:
            Refused: the app took the key back.
        """
        self._link = link
        self._stir()
        try:
            await link.run()
        finally:
            self._link = None
        if link.code == POLICY:
            raise Refused(f"Cannot go on: the app closed the connection: {link.reason}")

    def _fail(self, error: OroError) -> None:
        self._error = error if isinstance(error, ConnectionFailed) else ConnectionFailed(error.message)
        self._stir()

    def _stir(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


@asynccontextmanager
async def connect(address: str, key: str, *, patience: float = PATIENCE) -> AsyncIterator[App]:
    """Connect to an app for the block.

    Args:
        address: its host and port, such as `127.0.0.1:41234`.
        key: as the app gave it.
        patience: seconds to try to connect again after the connection broke.

    Raises:
        NotRunning: no app listens there.
        Refused: the app does not know the key.
        ConnectionFailed: what listens there is no app.
        InvalidArgument: the address is none.
        UsageError: it was called under asyncio.
    """
    place = Place(address, key)
    async with _connected(lambda: place, patience, moves=False) as app:
        yield app


@asynccontextmanager
async def connect_to(bundle: str = "", program: str = "oro", *, patience: float = PATIENCE) -> AsyncIterator[App]:
    """Connect for the block to an app that left a key for programs of the same user, the newest of several.

    When the app is started again, so is the connection.

    Args:
        bundle: its bundle identifier; any app's when empty.
        program: the name under which it lets the program in; the author's own is let in under `oro dev`.
        patience: seconds to try to connect again after the connection broke.

    Raises:
        NotRunning: no such app runs, or it lets no such program in.
        Refused: the app does not know the key any more.
        ConnectionFailed: what listens there is no app.
        UsageError: it was called under asyncio.
    """

    def find() -> Entry:
        found = read_entries(program, bundle)
        if not found:
            what = f'"{bundle}"' if bundle else "an app"
            raise NotRunning(f'Cannot connect to {what}: none runs that lets program "{program}" in')
        return found[0]

    async with _found(find, patience) as app:
        yield app


@asynccontextmanager
async def connect_again(entry: Entry) -> AsyncIterator[App]:
    """Connect for the block to an app that was found, and to the newest of its bundle once it is gone.

    Raises as `connect_to` does.
    """

    def find() -> Entry:
        found = read_entries(entry.program, entry.bundle)
        same = [each for each in found if each.pid == entry.pid] or found
        if not same:
            raise NotRunning(f'Cannot connect to "{entry.bundle}": it does not run any more')
        return same[0]

    async with _found(find, PATIENCE) as app:
        yield app


@asynccontextmanager
async def _found(find: Callable[[], Entry], patience: float) -> AsyncIterator[App]:
    """Connect for the block to an app that is looked for again whenever the connection broke."""

    def place() -> Place:
        entry = find()
        return Place(entry.address, entry.key)

    async with _connected(place, patience, moves=True) as app:
        yield app


@asynccontextmanager
async def _connected(find: Callable[[], Place], patience: float, *, moves: bool) -> AsyncIterator[App]:
    _check_trio()
    app = App(find, patience, moves=moves)
    failure: OroError | None = None
    try:
        async with trio.open_nursery() as tasks:
            failure = await tasks.start(app.run)
            if failure is None:
                try:
                    yield app
                finally:
                    await app.close()
    except BaseExceptionGroup as group:
        # Of the two that ran, only the block raises.
        raise (group.exceptions[0] if len(group.exceptions) == 1 else group) from None
    if failure is not None:
        raise failure


def _check_trio() -> None:
    try:
        library = sniffio.current_async_library()
    except sniffio.AsyncLibraryNotFoundError:
        library = "none"
    if library != "trio":
        raise UsageError(
            f"Cannot connect under {library}: the client runs on trio; call trio.run(main), "
            "or await asyncio.to_thread(trio.run, main)"
        )


def _one(group: BaseExceptionGroup[OroError]) -> OroError:
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    assert isinstance(found, OroError)
    return found


async def _whole(exchange: Exchange) -> Answer | None:
    """Wait for a whole answer; return None when the connection broke before.

    Raises:
        OroError: the answer broke off.
    """
    parts = []
    while data := await exchange.piece():
        parts.append(data)
    if exchange.lost:
        return None
    if exchange.failure is not None:
        raise exchange.failure
    return Answer(status=exchange.status, headers=exchange.headers, body=b"".join(parts))


def _never_arrived(answer: Answer) -> bool:
    """Return whether an answer says that a call never arrived."""
    if answer.status != CallUnknown.status:
        return False
    try:
        _ = answer.value
    except CallUnknown:
        return True
    except OroError:
        return False
    return False
