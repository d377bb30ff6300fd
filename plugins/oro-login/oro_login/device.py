"""Sign-in by a code that the person types in elsewhere (RFC 8628)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import trio

from oro_framework.errors import Unsupported
from oro_login.caller import ProviderClient
from oro_login.errors import Refused, TimeRanOut, Unreachable, Untrusted
from oro_login.events import DeviceCode
from oro_login.reach import is_safe

__all__ = ("authorize",)

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_INTERVAL = 5.0
"""Seconds between two questions where the provider does not say."""
SLOWER = 5.0
"""Seconds that slow_down adds to them (section 3.5)."""


async def authorize(client: ProviderClient, show: Callable[[DeviceCode], None]) -> dict[str, Any]:
    """Ask for a code, have it shown, and return the answer of the token endpoint once it was typed in.

    Args:
        client: asks the provider.
        show: is told of the code once.

    Raises:
        Refused: the person, or the provider, said no.
        TimeRanOut: the code was not typed in in time.
        Unreachable: the provider does not answer.
        Unsupported: the provider has no such codes.
    """
    account, what = client.account, f'Cannot sign in to "{client.account.name}"'
    if not client.provider.device_authorization_endpoint:
        raise Unsupported(f'{what} by redirect = "device": "{client.provider.name}" has no codes for devices')
    audience = {"audience": account.audience} if account.audience else {}
    form = {"scope": " ".join(account.scopes), **audience, **account.parameters}
    given = await client.post(what, client.provider.device_authorization_endpoint, **form)
    code, device_code = _read(given, account.name, what)
    show(code)
    with trio.move_on_after(min(code["seconds"], account.timeout)):
        return await _poll(client, what, device_code, _seconds(given.get("interval"), _INTERVAL))
    raise TimeRanOut(f'{what}: code "{code["userCode"]}" was not typed in in time')


async def _poll(client: ProviderClient, what: str, device_code: str, interval: float) -> dict[str, Any]:
    while True:
        await trio.sleep(interval)
        try:
            return await client.token(what, grant_type=_GRANT, device_code=device_code)
        except Unreachable:
            interval *= 2  # RFC 8628, section 3.5: a connection that failed is a reason to slow down
        except Refused as refused:
            if refused.error == "expired_token":
                raise TimeRanOut(f"{what}: the code was not typed in in time") from refused
            if refused.error not in ("authorization_pending", "slow_down"):
                raise
            interval += SLOWER if refused.error == "slow_down" else 0


def _read(given: dict[str, Any], name: str, what: str) -> tuple[DeviceCode, str]:
    texts = [given.get(key) for key in ("user_code", "verification_uri", "device_code")]
    if not all(isinstance(text, str) and text for text in texts) or not is_safe(str(texts[1])):
        raise Untrusted(f"{what}: the provider answered without a code, or without an address to type it in at")
    complete = given.get("verification_uri_complete")
    code: DeviceCode = {
        "name": name,
        "userCode": str(texts[0]),
        "verificationUri": str(texts[1]),
        "verificationUriComplete": complete if isinstance(complete, str) and is_safe(complete) else str(texts[1]),
        "seconds": _seconds(given.get("expires_in"), 600.0),
    }
    return code, str(texts[2])


def _seconds(value: object, otherwise: float) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value > 0:
        return float(value)
    return otherwise
