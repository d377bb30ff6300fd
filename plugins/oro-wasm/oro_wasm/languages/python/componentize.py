"""Run componentize-py, and leave its own stack out of what it says.

Run as a script: `python componentize.py FOLDER ARGUMENTS…`, where FOLDER has the package `componentize_py`.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    sys.path.insert(0, sys.argv.pop(1))
    from componentize_py import script

    try:
        script()
    except AssertionError as error:
        sys.exit(str(error).partition("\nStack backtrace:")[0].rstrip())
