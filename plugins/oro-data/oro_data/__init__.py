"""Arrays, tables, images and figures for oro-framework: routes return and take them as bytes, and `oro:data`.

`oro_data.codec` is for plugins that add types by the hook `oro_data_codecs`.
"""

from __future__ import annotations

__all__ = ()
