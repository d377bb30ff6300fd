"""The program that starts an app by the system's Python."""

from __future__ import annotations

from oro_build.product import Product

__all__ = ("MODULES", "launcher")

MODULES = "modules"
"""The folder beside the program with the app and everything it imports."""

_TEXT = '''\
#!/usr/bin/python3 -IB
"""Start {title}."""

import os
import sys

program = os.path.realpath(__file__)
folder = os.path.join(os.path.dirname(program), "{modules}")
sys.path.insert(0, folder)
sys.frozen, sys._MEIPASS, sys.executable = True, folder, program  # as an app that brings its Python
if sys.argv[1:2] == ["--oro-play"]:
    import runpy

    sys.argv[0] = program
    runpy.run_path(os.path.join(folder, "oro_play.py"))

from oro_framework.built.start import main

code = main()
sys.stdout.flush()
sys.stderr.flush()
sys.exit(code & 0xFF)
'''


def launcher(product: Product) -> str:
    """Return the text of the program.

    Python runs isolated: neither variables nor a person's own packages change what it imports. The app takes itself for
    a built one, so that what starts Python in other apps starts this program.
    """
    title = product.title.replace("\\", " ").replace('"', " ")
    return _TEXT.format(title=title, modules=MODULES)
