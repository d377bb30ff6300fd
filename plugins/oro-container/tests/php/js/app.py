"""The app of these tests: a guest book in PHP, below `/book`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from oro_container.images.php_site import php_site

from oro_framework.hookspecs import hookimpl
from oro_framework.types import Host, Mount

SITE = Path(tempfile.mkdtemp(prefix="oro-php-site-"))
shutil.copytree(Path(__file__).resolve().parent / "site", SITE, dirs_exist_ok=True)


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    return [Mount(path="/book", app=php_site(SITE, front="index.php"))]
