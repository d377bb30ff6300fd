"""How the documentation is built: `make docs`."""

import sys
from pathlib import Path

from oro_framework import __version__

sys.path.append(str(Path(__file__).resolve().parent.parent / "scripts"))

project = "oro-framework"
author = "The oro-framework maintainers"
project_copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx_copybutton", "mermaid_directive"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
myst_fence_as_directive = ["mermaid"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "**/README.md"]

smartquotes_action = "qe"  # dashes stay: --option is no –option

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["drawings.css"]
html_title = f"oro-framework {__version__}"
html_show_sphinx = False
html_copy_source = False
copybutton_prompt_text = "$ "
