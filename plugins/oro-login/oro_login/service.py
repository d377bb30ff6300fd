"""The service that answers `login.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypedDict

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import Word, from_json
from oro_framework.service import Service, load, route
from oro_framework.types import ByteStream, Call, Duplex, Host
from oro_login import settings
from oro_login.account import accounts_of
from oro_login.errors import OutOfReach
from oro_login.events import CODE, DeviceCode

if TYPE_CHECKING:
    import trio

    from oro_login.fetching import AskedRequest
    from oro_login.session import Session
    from oro_login.sessions import Sessions
    from oro_login.tokens import Tokens

__all__ = ("Login",)


class SignedIn(TypedDict):
    """A person who is signed in. No token is among it."""

    name: str
    claims: dict[str, Any]
    expires: float | None
    scopes: list[str]
    kept: bool
    unkept: str


class Current(TypedDict):
    """The person who is signed in to an account; null when it is signed out."""

    account: SignedIn | None


class SignedOut(TypedDict):
    """Whether the provider said that the tokens are void."""

    revoked: bool


class AccountState(TypedDict):
    """An account of the app, and whether a person is signed in to it."""

    name: str
    signedIn: bool
    issuer: str
    fetch: list[str]


class Login(Service):
    """Accounts of the app that people sign in to by their browsers. Tokens stay here.

    Raises:
        ConfigError: a table `[login.NAME]` cannot be used.
    """

    name = "login"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._accounts = accounts_of(host.settings.family(settings.ACCOUNTS.key))
        self._allowed = frozenset(host.settings[settings.ALLOWED])

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Have the accounts, their connections and their renewals while the app runs."""
        await load("oro_login.sessions")
        import trio

        from oro_login.sessions import open_sessions

        async with open_sessions(self.host, self._accounts) as self.sessions, trio.open_nursery() as self._answers:
            yield
            self._answers.cancel_scope.cancel()

    sessions: Sessions
    """The accounts, for `oro_login.api`."""
    _answers: trio.Nursery

    @route("login.accounts", permission="login")
    async def accounts(self, call: Call) -> list[AccountState]:
        """Return the accounts that pages may use."""
        return [
            {
                "name": name,
                "signedIn": await self.sessions.session(name).current() is not None,
                "issuer": account.issuer or account.provider,
                "fetch": list(account.fetch),
            }
            for name, account in self._accounts.items()
            if not self._allowed or name in self._allowed
        ]

    @route("login.signIn", permission="login", deadline=0)
    async def sign_in(self, call: Call, *, name: Word) -> SignedIn:
        """Have the person sign in to an account, in the browser or by a code; return who it is.

        A code is told to the page that called by event `logincode`. If cancelled, as when the window closes, nothing
        waits for the browser any longer, and the account is as it was.

        Raises:
            Abandoned: another sign-in to the account began.
            Refused: the person, or the provider, said no; `error` and `description` are the provider's own.
            TimeRanOut: the person did not finish in time.
            Untrusted: what the provider answered does not hold.
            Unreachable: the provider does not answer.
            OutOfReach: pages may not use the account.
            NotFound: the app has no such account.
            Unsupported: this app can open no browser, or the provider cannot do it this way.
        """
        session = self._session(name)

        def show(code: DeviceCode) -> None:
            if call.window is not None:
                call.window.emit(CODE, code)

        return _told(session, await session.sign_in(show))

    @route("login.current", permission="login", deadline=0)
    async def current(self, call: Call, *, name: Word) -> Current:
        """Return who is signed in to an account; a sign-in of an earlier run counts where it was kept.

        Raises:
            OutOfReach: pages may not use the account.
            NotFound: the app has no such account.
        """
        session = self._session(name)
        tokens = await session.current()
        return {"account": _told(session, tokens) if tokens else None}

    @route("login.signOut", permission="login", deadline=0)
    async def sign_out(self, call: Call, *, name: Word, everywhere: bool = False) -> SignedOut:
        """Sign out of an account: tokens are forgotten, and the provider is told that they are void.

        Args:
            call: the call.
            name: of the account.
            everywhere: send the browser to the provider, where the person signs out of it as well.

        Raises:
            OutOfReach: pages may not use the account.
            NotFound: the app has no such account.
            Unsupported: the provider has no page to sign out on; the account is signed out all the same.
        If cancelled, the account is signed out, and the provider may not know.
        """
        return {"revoked": await self._session(name).sign_out(everywhere=everywhere)}

    @route("login.fetch", permission="login", deadline=0, max_body=1 << 30)
    async def fetch(self, call: Call, *, name: Word) -> ByteStream | None:
        """Make a request in the name of an account; answer with the head of its answer and its body, as they come.

        Either way goes a head, four bytes of length and as much JSON, and then the body: the head of a request has
        `url`, `method`, `headers` and `redirect`, that of an answer `status`, `statusText`, `headers` and `url`. A page
        that opens a stream sends its body piece by piece. If cancelled, the connection to the server is closed.

        Raises:
            OutOfReach: pages may not use the account, or it is not for the address.
            NotSignedIn: the account is signed out, or its session has ended.
            Unreachable: the server, or the provider that renews the token, does not answer.
            InvalidArgument: the request cannot be sent.
            NotFound: the app has no such account.
        """
        from oro_login.framing import Answering, Headed, framed, pieces, split

        self._check(name)
        if call.duplex is not None:
            duplex: Duplex = call.duplex
            sent = Headed(aiter(duplex))
            async with await self._asking(name, _asked(await sent.head()), sent) as response:
                await duplex.send(framed(response))
                async with aclosing(pieces(response)) as answer:
                    async for piece in answer:
                        await duplex.send(piece)
            return None
        head, body = split(call.body)
        answering = Answering(await self._asking(name, _asked(head), body))
        self._answers.start_soon(answering.run)
        await answering.begin()
        return ByteStream(answering)

    def _session(self, name: str) -> Session:
        self._check(name)
        return self.sessions.session(name)

    def _check(self, name: str) -> None:
        """Raise unless pages may use an account.

        Raises:
            OutOfReach: `permissions_login_accounts` leaves it out.
        """
        if not self.host.scoped(settings.ALLOWED.key, name, not self._allowed or name in self._allowed):
            raise OutOfReach(f'Cannot use account "{name[:100]}": {settings.ALLOWED.key} leaves it out')

    async def _asking(self, name: str, asked: AskedRequest, body: Any) -> Any:
        from oro_login.fetching import fetch

        return fetch(await self.sessions.http(), self.sessions.bearer(name), asked, body)

    def diagnostics(self) -> Mapping[str, Any]:
        return {"accounts": sorted(self._accounts)}


def _told(session: Session, tokens: Tokens) -> SignedIn:
    return {
        "name": session.account.name,
        "claims": dict(tokens.claims),
        "expires": tokens.expires or None,
        "scopes": list(tokens.scopes),
        "kept": not session.unkept,
        "unkept": session.unkept,
    }


def _asked(head: bytes) -> AskedRequest:
    from oro_login.fetching import AskedRequest

    try:
        asked: AskedRequest = from_json(head, AskedRequest)
    except ValueError as error:
        raise InvalidArgument(f"Cannot fetch: {error}") from error
    return asked
