"""A run of QtWebEngine that leaves something in the clipboard, which Qt lets go of when the process ends.

python -m engine.copied
"""

from __future__ import annotations

from functools import partial

from .again import backend

ITEMS = {"text/plain": b"left", "text/html": b"<b>left</b>", "image/png": b"no picture"}


def main() -> None:
    made = backend()

    def ready() -> None:
        clipboard = made.clipboard()
        clipboard.write(ITEMS)
        for format in ITEMS:
            clipboard.read(format, partial(print, format))
        made.quit()

    made.run(ready)


if __name__ == "__main__":
    main()
