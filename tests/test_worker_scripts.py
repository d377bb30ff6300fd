"""The line that scripts of pages' workers begin with."""

from __future__ import annotations

import pytest

from oro_framework.worker_scripts import REALM, opening

ORIGIN = "oro://org.example.app"
IMPORT = f'importScripts("{ORIGIN}{REALM}");'.encode()
STRICT = b'"use strict";' + IMPORT


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"", IMPORT),
        (b"postMessage(1)", IMPORT),
        (b"'use strict'; postMessage(1)", STRICT),
        (b'"use strict"', STRICT),
        (b"// of 2026\n/* a ** licence */ /**/\n  'use strict'", STRICT),
        (b"/* 'use strict' */ postMessage(1)", IMPORT),
        (b"postMessage(1); 'use strict'", IMPORT),
        (b"/* without an end 'use strict'", IMPORT),
    ],
)
def test_a_classic_script_stays_strict_or_sloppy(source: bytes, line: bytes) -> None:
    assert opening("classic", source, ORIGIN) == line


def test_a_module_imports_the_realm() -> None:
    assert opening("module", b"'use strict'", ORIGIN) == f'import "{ORIGIN}{REALM}";'.encode()


def test_a_thousand_comments_are_read_once_each() -> None:
    assert opening("classic", b"/* a */" * 1000 + b"postMessage(1)", ORIGIN) == IMPORT
