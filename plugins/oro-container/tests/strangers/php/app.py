"""An app whose origin has phpLiteAdmin below /tools/lite and Adminer below /tools/adminer, as Debian ships them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from oro_container.images.php_site import php_site

from oro_framework import hookimpl
from oro_framework.types import Mount

SHARED = Path(__file__).resolve().parents[1] / "debian"
SITE = Path(tempfile.mkdtemp(prefix="oro-php-strangers-"))
LITE = "<?php $password = 'secret'; $directory = '.'; $subdirectories = false;"
ADMINER = """<?php
function adminer_object() {
    include_once './plugins/plugin.php';
    include_once './plugins/login-password-less.php';
    return new AdminerPlugin([new AdminerLoginPasswordLess(password_hash('secret', PASSWORD_DEFAULT))]);
}
include './adminer.php';
"""


def equip() -> None:
    """Put the programs where the site is, with the settings that an administrator writes."""
    lite, adminer = (SHARED / name / "usr/share" / name for name in ("phpliteadmin", "adminer"))
    if not (lite.is_dir() and adminer.is_dir()):
        return
    shutil.copytree(lite, SITE / "lite", ignore=lambda _, names: {"phpliteadmin.config.php"} & set(names))
    (SITE / "lite" / "phpliteadmin.config.php").write_text(LITE)
    shutil.copytree(adminer / "plugins", SITE / "adminer" / "plugins")
    shutil.copy(adminer / "adminer.php", SITE / "adminer")
    (SITE / "adminer" / "index.php").write_text(ADMINER)


equip()


@hookimpl
def oro_mounts() -> Sequence[Mount]:
    """Mount the site."""
    return [Mount(path="/tools", app=php_site(SITE))]
