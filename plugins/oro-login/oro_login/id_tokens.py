"""`IdTokens`, the check of what a provider says of a person (OpenID Connect Core 1.0, section 3.1.3.7)."""

from __future__ import annotations

import time
from typing import Any

import httpx
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from oro_login.account import Account
from oro_login.caller import get_json
from oro_login.errors import Untrusted
from oro_login.provider import Provider

__all__ = ("IdTokens",)


class IdTokens:
    """Checks tokens of one provider by the keys it publishes, which are fetched again when a token names another.

    Args:
        http: carries the requests.
        account: whose client the tokens must be for.
        provider: whose tokens they must be.
    """

    def __init__(self, http: httpx.AsyncClient, account: Account, provider: Provider) -> None:
        self._http, self._account, self._provider = http, account, provider
        self._keys: KeySet | None = None

    async def check(self, what: str, token: object, access_token: str, nonce: str | None = None) -> dict[str, Any]:
        """Return the claims of an `id_token`.

        Args:
            what: the attempt, to begin messages with.
            token: what came.
            access_token: came beside it.
            nonce: must be in it; None where it was renewed.

        Raises:
            Untrusted: a signature, an issuer, an audience, a time or the nonce does not hold.
            Unreachable: the keys cannot be fetched.
        """
        if not isinstance(token, str):
            raise Untrusted(f"{what}: the provider answered without an id_token; is openid among the scopes?")
        decoded = await self._decoded(what, token)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": self._provider.issuer},
                "aud": {"essential": True, "value": self._account.client_id},
                "sub": {"essential": True},
            },
            {"client_id": self._account.client_id, "access_token": access_token, "nonce": nonce},
        )
        now, skew = int(time.time()), int(self._account.clock_skew)
        try:
            claims.validate(now, skew)
        except (JoseError, TypeError, ValueError) as error:
            raise Untrusted(f"{what}: the id_token does not hold: {_why(error, claims, now, skew)}") from error
        return dict(claims)

    async def _decoded(self, what: str, token: str) -> jwt.Token:
        algorithms = list(self._provider.algorithms)
        try:
            if self._keys is not None:
                try:
                    return jwt.decode(token, self._keys, algorithms)
                except (InvalidKeyIdError, JoseError):
                    pass  # perhaps by a key that is newer than these
            self._keys = KeySet.import_key_set(await get_json(self._http, self._provider.jwks_uri, what))  # type: ignore[arg-type]
            return jwt.decode(token, self._keys, algorithms)
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise Untrusted(f"{what}: the id_token does not hold: {error}") from error


def _why(error: Exception, claims: dict[str, Any], now: int, skew: int) -> str:
    """Name the clocks where these are the likely cause: the token was made a moment ago."""
    made = claims.get("iat")
    if isinstance(made, (int, float)) and (isinstance(error, ExpiredTokenError) or made > now + skew):
        apart = int(now - made)
        way = "ahead of" if apart > 0 else "behind"
        return f"the clock of this machine is {abs(apart)} seconds {way} the provider's; set it right"
    return str(error)
