"""`python -m oro_wasm.runner SOCKET CACHE SIZE [low]`: run guests for the app that started this process.

At most SIZE bytes of compiled code are kept in the folder CACHE; with `low`, the process works when others have no
work. Standard input is a pipe that the app never writes: its end says that the app has gone, and ends this process at
once, whatever a guest does meanwhile.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path

from oro_wasm.runner.priority import lower_priority


def main() -> None:
    """Answer requests until the app closes the socket."""
    threading.Thread(target=_end_with_app, daemon=True).start()
    number, folder, size, *low = sys.argv[1:]
    if low:
        lower_priority()
    # Imported now, for these take most of the start.
    from oro_wasm.engine.cache import Cache
    from oro_wasm.runner.channel import Channel
    from oro_wasm.runner.serving import serve

    serve(Channel(socket.socket(fileno=int(number))), Cache(Path(folder), int(size)))


def _end_with_app() -> None:
    while os.read(0, 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
