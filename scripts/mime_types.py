"""Write the types of file names that the host knows, from npm's mime-types, which keeps the registries of IANA and
others.

    python scripts/mime_types.py            write oro_framework/host/resources/mime_types.json
    python scripts/mime_types.py --check    only say whether it is as the package has it

The package is one of js-api's, pinned in its package.json; `python scripts/build_js.py` installs it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "oro_framework" / "host" / "resources" / "mime_types.json"
QUESTION = "console.log(JSON.stringify(require('mime-types').types))"


def types() -> str:
    """Return the file's text: one extension a line, without its dot."""
    answer = subprocess.run(
        ["node", "-e", QUESTION], cwd=ROOT / "js-api", capture_output=True, text=True, check=True, timeout=60
    )
    return json.dumps(json.loads(answer.stdout), indent=0, sort_keys=True) + "\n"


def main() -> int:
    """Read the command line."""
    made = types()
    if "--check" not in sys.argv:
        TARGET.write_text(made, "utf-8")
        return 0
    if TARGET.read_text("utf-8") == made:
        return 0
    print(f"{TARGET.relative_to(ROOT)} is not as npm's mime-types has it: run python scripts/mime_types.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
