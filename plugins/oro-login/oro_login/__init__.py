"""Sign-in with OpenID Connect and OAuth for oro-framework: routes, and the module `oro:login`.

`oro_login.api` is for the app's own Python.
"""

from __future__ import annotations

__all__ = ()
