"""The imports of a version's script: fetched while the version is installed, and unchanged from then on.

`importScripts` of a worker names the version it imports for. Modules name nothing: engines say of a module's request
neither whose it is nor, some of them, of which window. But the hidden window starts one worker after another, so what
it is asked for meanwhile is that worker's, if its text, or that of a module it has, names such a file.
"""

from __future__ import annotations

import time
from urllib.parse import unquote, urlsplit

from oro_framework.errors import OroError
from oro_framework.types import Host
from oro_sw.registrations.network import fetch_script
from oro_sw.registrations.states import Script, State, Version

__all__ = ("imported", "named")


async def imported(host: Host, version: Version, url: str) -> Script | None:
    """Return a script that a version imports: as it was when the version was installed, fetched until then.

    Returns:
        None when there is none, or when there was none as the version was installed.
    """
    if url not in version.imported:
        if version.state not in (State.PARSED, State.INSTALLING):
            return None
        try:
            known = version.at_hand.pop(url, None)
            fresh = version.registration.fresh(time.time(), imported=True)
            version.imported[url] = known or (await fetch_script(host, url, imported=True, fresh=fresh))[0]
        except OroError as error:
            host.log.warning("%s", error.message)
            return None
    return version.imported[url]


def named(version: Version, url: str) -> bool:
    """Tell whether a version may import a URL: it has it, or one of its scripts names the file."""
    if url in version.imported:
        return True
    file = urlsplit(url).path.rpartition("/")[2]
    names = {name.encode() for name in (file, unquote(file)) if name}
    return any(name in script.body for name in names for script in (version.script, *version.imported.values()))
