"""`Attempt`, one sign-in by way of a browser: what is asked, and what must come back. Sans-IO.

Rules
1. The request is OAuth's for native apps (RFC 8252): a code, with PKCE by S256 (RFC 7636), a `state`, and a `nonce`
   where an `id_token` is to come. All three are made anew for each attempt, and known to the host alone.
2. An answer whose `state` is another is not of this attempt: it is refused, and the attempt waits on.
3. A parameter that comes twice makes an answer none.
4. `iss` (RFC 9207) must be the provider's where it comes, and must come where the provider says that it always does:
   otherwise one provider's code would be carried to another.
5. One answer counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from oro_login.account import Account
from oro_login.errors import Refused, Untrusted
from oro_login.provider import Provider

__all__ = ("Attempt",)

Parameters = Sequence[tuple[str, str]]


class Attempt:
    """A request for a code, and the check of its answer.

    Args:
        account: signs in.
        provider: is asked.
        redirect_uri: the address that the answer comes to.
    """

    def __init__(self, account: Account, provider: Provider, redirect_uri: str) -> None:
        self._account, self._provider = account, provider
        self.redirect_uri = redirect_uri
        self.state, self.nonce = generate_token(43), generate_token(43)
        self.verifier = generate_token(64)
        self._answered = False

    @property
    def url(self) -> str:
        """The address that the browser is sent to."""
        account, provider = self._account, self._provider
        url: str = prepare_grant_uri(
            provider.authorization_endpoint,
            account.client_id,
            "code",
            redirect_uri=self.redirect_uri,
            scope=" ".join(account.scopes) or None,
            state=self.state,
            nonce=self.nonce if provider.jwks_uri else None,
            code_challenge=create_s256_code_challenge(self.verifier),
            code_challenge_method="S256",
            audience=account.audience or None,
            **account.parameters,
        )
        return url

    def is_answer(self, parameters: Parameters) -> bool:
        """Return whether parameters are the answer to this attempt, which none was before."""
        state = dict(parameters).get("state", "")
        single = len(dict(parameters)) == len(parameters)
        return not self._answered and single and compare_digest(state.encode(), self.state.encode())

    def code(self, parameters: Parameters) -> str:
        """Return the code of an answer; no second one counts.

        Raises:
            Refused: the person, or the provider, said no.
            Untrusted: the answer is not of this attempt, is of another provider, or has no code.
        """
        if not self.is_answer(parameters):
            raise self._untrusted("the answer is of another attempt")
        self._answered = True
        given = dict(parameters)
        self._check_issuer(given.get("iss"))
        if "error" in given:
            raise Refused(self._cannot, given["error"], given.get("error_description", ""))
        if not given.get("code"):
            raise self._untrusted("the answer has no code")
        return given["code"]

    def _check_issuer(self, issuer: str | None) -> None:
        if issuer is None and self._provider.names_itself:
            raise self._untrusted(f'the answer does not say that it is of "{self._provider.issuer}"')
        if issuer is not None and self._provider.issuer and issuer != self._provider.issuer:
            raise self._untrusted(f'the answer is of "{issuer[:200]}", and "{self._provider.issuer}" was asked')

    @property
    def _cannot(self) -> str:
        return f'Cannot sign in to "{self._account.name}"'

    def _untrusted(self, why: str) -> Untrusted:
        return Untrusted(f"{self._cannot}: {why}")
