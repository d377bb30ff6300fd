"""Discovery of a provider by the document it publishes of itself (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from authlib.oidc.discovery import get_well_known_url
from msgspec import Struct, ValidationError, convert

from oro_login.caller import get_json
from oro_login.errors import Untrusted
from oro_login.provider import Provider
from oro_login.reach import is_safe

__all__ = ("discover", "provider_of")

_SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Those that a public key checks. Any other, `none` and those by the client's secret, would be anyone's."""


class Metadata(Struct, frozen=True):
    """The members that count here."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    device_authorization_endpoint: str = ""
    userinfo_endpoint: str = ""
    revocation_endpoint: str = ""
    end_session_endpoint: str = ""
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


async def discover(http: httpx.AsyncClient, issuer: str, what: str) -> Provider:
    """Return the provider of an issuer.

    Raises:
        Unreachable: it does not answer.
        Untrusted: what it publishes is of another issuer, or lacks what is needed.
    """
    if not is_safe(issuer):
        raise Untrusted(f'{what}: issuer "{issuer}" is neither by https nor of this machine')
    return provider_of(issuer, await get_json(http, get_well_known_url(issuer, external=True), what), what)


def provider_of(issuer: str, published: Mapping[str, Any], what: str) -> Provider:
    """Return the provider that publishes a document; raises as `discover` does."""
    try:
        found = convert(published, Metadata)
    except ValidationError as error:
        raise Untrusted(f'{what}: what "{issuer}" publishes of itself cannot be used: {error}') from error
    if found.issuer != issuer:
        raise Untrusted(f'{what}: "{issuer}" publishes that it is "{found.issuer}"; name it so, if that is meant')
    provider = Provider(
        name=issuer,
        issuer=issuer,
        authorization_endpoint=found.authorization_endpoint,
        token_endpoint=found.token_endpoint,
        device_authorization_endpoint=found.device_authorization_endpoint,
        userinfo_endpoint=found.userinfo_endpoint,
        revocation_endpoint=found.revocation_endpoint,
        end_session_endpoint=found.end_session_endpoint,
        jwks_uri=found.jwks_uri,
        algorithms=tuple(each for each in found.id_token_signing_alg_values_supported if each in _SIGNATURES),
        names_itself=found.authorization_response_iss_parameter_supported,
        basic="client_secret_post" not in found.token_endpoint_auth_methods_supported,
    )
    check_endpoints(provider, what)
    return provider


def check_endpoints(provider: Provider, what: str) -> None:
    """Raise `Untrusted` unless secrets may be sent to every endpoint of a provider."""
    for name in provider.__struct_fields__:
        if name.endswith(("_endpoint", "_uri")) and (url := getattr(provider, name)) and not is_safe(url):
            raise Untrusted(f'{what}: {name} "{url}" of "{provider.name}" is neither by https nor of this machine')
