"""Files for oro-framework pages: routes, descriptors, watchers, a sandbox, and `oro:fs`."""

import sys

if sys.platform == "win32":
    raise ImportError("oro-fs needs a POSIX system: its sandbox opens files relative to descriptors of folders")
