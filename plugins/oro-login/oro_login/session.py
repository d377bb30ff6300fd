"""`Session`, one account: signed in or out, its tokens, and their renewal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import trio
from authlib.common.urls import add_params_to_uri

from oro_framework.errors import OroError, Unsupported
from oro_framework.types import Host
from oro_login import browser, device
from oro_login.account import Account
from oro_login.caller import ProviderClient
from oro_login.errors import Abandoned, NotSignedIn, Refused, Untrusted
from oro_login.events import EXPIRED, SIGNED_IN, SIGNED_OUT, DeviceCode
from oro_login.id_tokens import IdTokens
from oro_login.tokens import Tokens
from oro_login.vault import Vault

__all__ = ("Session",)

Connect = Callable[[], Awaitable[ProviderClient]]
Show = Callable[[DeviceCode], None]
_FINAL = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"})
"""Refusals of a renewal after which no other is tried: the session is over."""


class Session:
    """One account of the app while it runs.

    Args:
        host: the app.
        account: as it is configured.
        connect: looks the provider up, once it is needed.
        nursery: of renewals, which go on although those who wait for them are gone: a provider that gives a new refresh
            token with each has forgotten the old one.
    """

    def __init__(self, host: Host, account: Account, connect: Connect, nursery: trio.Nursery) -> None:
        self.account = account
        self._host, self._connect, self._nursery = host, connect, nursery
        self._id_tokens: IdTokens | None = None
        self._vault = Vault(host, account.name)
        self._tokens: Tokens | None = None
        self._recalled, self._vault_turn = trio.Lock(), trio.Lock()
        self._looked = False
        self._attempt: trio.CancelScope | None = None
        self._renewal: _Renewal | None = None
        self.unkept = ""
        """Why the sign-in ends with the app; empty where it is kept."""

    async def current(self) -> Tokens | None:
        """Return the tokens, None where the account is signed out. The keyring is asked once in a run."""
        async with self._recalled:
            if not self._looked:
                kept = await self._vault.read()
                self._looked = True
                if kept and (kept.issuer, kept.client_id) == self._identity and self._tokens is None:
                    self._tokens = Tokens.from_kept(kept)
        return self._tokens

    async def sign_in(self, show: Show) -> Tokens:
        """Have a person sign in, in place of the one who is.

        If cancelled, nothing listens any longer, and the account is as it was.

        Raises:
            Abandoned: another sign-in to the account began.
            OroError: as the flows, and the check of the `id_token`, raise.
        """
        if self._attempt is not None:
            self._attempt.cancel()
        with trio.CancelScope() as scope:
            self._attempt = scope
            try:
                tokens = await self._signed_in(show)
            finally:
                if self._attempt is scope:
                    self._attempt = None
            await self.current()  # what is kept is read before it is written over
            self._tokens = tokens
            with trio.CancelScope(shield=True):
                await self._keep(tokens)
            self._tell(SIGNED_IN)
            return tokens
        raise Abandoned(f"{self._cannot}: another sign-in to it began")

    async def token(self, stale: str = "") -> str:
        """Return an access token that can be used now.

        Args:
            stale: one that an API has refused; another is fetched then.

        Raises:
            NotSignedIn: the account is signed out, or the provider has ended its session.
            Unreachable: the provider does not answer; the account stays signed in.
        """
        tokens = await self.current()
        if tokens is None:
            raise self._signed_out()
        if tokens.is_current() and tokens.access_token != stale:
            return tokens.access_token
        renewal = self._renewal
        if renewal is None:
            renewal = self._renewal = _Renewal()
            self._nursery.start_soon(self._renew, tokens, renewal)
        return await renewal.wait()

    async def sign_out(self, *, everywhere: bool = False) -> bool:
        """Forget the tokens, here and at the provider; return whether it said that they are void.

        The account is signed out whatever the provider answers, and with the first thing that this does.

        Args:
            everywhere: send the browser to the provider, where the person signs out of it.

        Raises:
            Unsupported: the provider has no page to sign out on, or this app can open no browser; the account is
                signed out all the same.
        """
        tokens = await self.current()
        self._tokens = None
        if tokens is None:
            return False
        self._tell(SIGNED_OUT)
        with trio.CancelScope(shield=True):
            await self._forget()
        revoked = await self._revoke(tokens)
        if everywhere:
            self._host.open_external(await self._end_session(tokens))
        return revoked

    async def _signed_in(self, show: Show) -> Tokens:
        account, client = self.account, await self._connect()
        nonce: str | None = None
        if account.redirect == "device":
            answer = await device.authorize(client, show)
        else:
            attempt, code = await browser.authorize(self._host, account, client.provider)
            nonce = attempt.nonce
            answer = await client.token(
                self._cannot,
                grant_type="authorization_code",
                code=code,
                redirect_uri=attempt.redirect_uri,
                code_verifier=attempt.verifier,
            )
        access_token = str(answer["access_token"])
        if client.provider.jwks_uri:
            claims = await self._checks(client).check(self._cannot, answer.get("id_token"), access_token, nonce)
        elif client.provider.userinfo_endpoint:
            claims = dict(client.provider.claims(await client.userinfo(self._cannot, access_token)))
        else:
            claims = {}
        return Tokens.of(answer, claims, account.scopes)

    def _checks(self, client: ProviderClient) -> IdTokens:
        if self._id_tokens is None:
            self._id_tokens = IdTokens(client.http, client.account, client.provider)
        return self._id_tokens

    async def _renew(self, tokens: Tokens, renewal: _Renewal) -> None:
        try:
            renewed = await self._renewed(tokens)
        except (Refused, NotSignedIn) as error:
            if isinstance(error, Refused) and error.error not in _FINAL:
                renewal.end(error)
            else:
                renewal.end(await self._expire(tokens, error))
        except OroError as error:
            renewal.end(error)
        except Exception as error:  # else those who wait would wait for ever
            renewal.end(error)
        else:
            if self._tokens is tokens:
                self._tokens = renewed
                renewal.end(renewed.access_token)
                await self._keep(renewed)
            else:
                renewal.end(self._signed_out())
                if self._tokens is None:  # signed out meanwhile, by a token that this one follows
                    await self._revoke(renewed)
        finally:
            if self._renewal is renewal:
                self._renewal = None

    async def _renewed(self, tokens: Tokens) -> Tokens:
        if not tokens.refresh_token:
            raise self._signed_out("the token has ended, and the provider gave none to renew it with")
        what = f'Cannot renew the token of "{self.account.name}"'
        client = await self._connect()
        answer = await client.token(what, grant_type="refresh_token", refresh_token=tokens.refresh_token)
        claims = tokens.claims
        if client.provider.jwks_uri and "id_token" in answer:
            claims = await self._checks(client).check(what, answer["id_token"], str(answer["access_token"]))
            if claims["sub"] != tokens.claims.get("sub"):
                raise Untrusted(f"{what}: the provider answered for another person")
        return Tokens.of(answer, claims, tokens.scopes, tokens)

    async def _expire(self, tokens: Tokens, error: OroError) -> OroError:
        """Sign out, for the provider has ended the session."""
        if self._tokens is tokens:
            self._tokens = None
            self._tell(EXPIRED)
            self._tell(SIGNED_OUT)
            await self._forget()
        return self._signed_out(error.message)

    async def _revoke(self, tokens: Tokens) -> bool:
        token, hint = (tokens.refresh_token, "refresh_token") if tokens.refresh_token else (tokens.access_token, "")
        hinted = {"token_type_hint": hint} if hint else {}
        try:
            client = await self._connect()
            url = client.provider.revocation_endpoint
            if not url or not token:
                return False
            await client.post(f'Cannot revoke the token of "{self.account.name}"', url, token=token, **hinted)
        except OroError as error:
            self._host.log.warning("%s", error.message)
            return False
        return True

    async def _end_session(self, tokens: Tokens) -> str:
        """Return the address at which the person signs out of the provider (RP-Initiated Logout 1.0)."""
        provider = (await self._connect()).provider
        if not provider.end_session_endpoint:
            raise Unsupported(f'Cannot sign out of "{provider.name}" everywhere: it has no page for that')
        hint = {"id_token_hint": tokens.id_token} if tokens.id_token else {}
        parameters = {**hint, "client_id": self.account.client_id}
        url: str = add_params_to_uri(provider.end_session_endpoint, parameters.items())
        return url

    async def _keep(self, tokens: Tokens) -> None:
        before, why = self.unkept, "the provider gave no token to renew it with"
        async with self._vault_turn:
            if self._tokens is not tokens:
                return
            if tokens.refresh_token:
                why = await self._vault.write(tokens.to_keep(*self._identity))
        self.unkept = why
        if self.unkept and self.unkept != before:
            self._host.log.warning('Account "%s" is signed in until the app ends: %s', self.account.name, self.unkept)

    async def _forget(self) -> None:
        async with self._vault_turn:
            if self._tokens is None:
                await self._vault.forget()

    def _tell(self, event: str) -> None:
        self._host.emit(event, {"name": self.account.name})

    @property
    def _identity(self) -> tuple[str, str]:
        return self.account.issuer or self.account.provider, self.account.client_id

    @property
    def _cannot(self) -> str:
        return f'Cannot sign in to "{self.account.name}"'

    def _signed_out(self, why: str = "") -> NotSignedIn:
        reason = f"it is signed out: {why}" if why else f'it is signed out; signIn("{self.account.name}") signs in'
        return NotSignedIn(f'Cannot use account "{self.account.name}": {reason}')


class _Renewal:
    """A renewal under way, for which any number wait."""

    def __init__(self) -> None:
        self._ended = trio.Event()
        self._outcome: str | Exception = ""

    def end(self, outcome: str | Exception) -> None:
        """Give those who wait the token, or the error."""
        self._outcome = outcome
        self._ended.set()

    async def wait(self) -> str:
        """Return the token, or raise what kept it from coming. If cancelled, the renewal goes on."""
        await self._ended.wait()
        if isinstance(self._outcome, Exception):
            raise self._outcome.with_traceback(None)
        return self._outcome
