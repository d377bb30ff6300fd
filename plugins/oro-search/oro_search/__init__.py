"""Search in folders of documents: routes `search.*`, module `oro:search`, and `oro search`.

`oro_search.readers.reader` is for plugins that add formats by the hook `oro_search_readers`.
"""

from __future__ import annotations

__all__ = ()
