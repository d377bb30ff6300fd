"""Arrays, tables, images and figures for oro-framework: results and parameters of routes cross as bytes, and `oro:data`.

`oro_data.codec` is for plugins that add types by the hook `oro_data_codecs`.
"""

from __future__ import annotations

__all__ = ()
