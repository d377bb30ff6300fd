"""The hook that other plugins implement for oro-login, beside those of `oro_framework.hookspecs`."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.hookspecs import hookspec
from oro_login.provider import Provider

__all__ = ("oro_login_providers",)


@hookspec
def oro_login_providers() -> Sequence[Provider]:
    """Declare providers that cannot be discovered, such as those with OAuth and without OpenID Connect.

    Accounts choose one by `provider` in `[login.NAME]`. Asked with the first call of a run.
    """
    raise NotImplementedError
