"""The placement of a model's weights and the sizes of its contexts, as the settings of an app choose them."""

from __future__ import annotations

from pathlib import Path

from oro_ai import settings as keys
from oro_ai.engine.facts import Facts
from oro_ai.engine.placement import ALL_LAYERS, Placement
from oro_ai.engine.shape import Shape
from oro_framework.processors import usable_processors
from oro_framework.types import Settings

__all__ = ("Layout",)

MOST_CELLS = 8192
"""The most tokens of a context whose size is not configured."""
AT_ONCE = 512
"""The tokens that a step has room for where those of an image attend to each other."""


class Layout:
    """The choices of an app about models in memory.

    Args:
        settings: those of the app.
        root: the folder that relative paths in settings start at.
    """

    def __init__(self, settings: Settings, root: Path) -> None:
        self._settings = settings
        self._root = root

    @property
    def threads(self) -> int:
        """The number of threads that compute: by default the cores but one, which is left to the page."""
        return self._settings[keys.N_THREADS] or max(usable_processors() - 1, 1)

    @property
    def projector(self) -> Path | None:
        """The configured projector."""
        written = self._settings[keys.PROJECTOR]
        return self._root / written if written else None

    def placement(self, layers: int | None, projector: Path | None) -> Placement:
        """Return where the weights of a model lie.

        Args:
            layers: the number of layers on GPUs; None for the configured number.
            projector: the model's.
        """
        chosen = self._settings
        workers = chosen[keys.RPC_WORKERS]
        wanted = chosen[keys.GPU_LAYERS] if layers is None else layers
        return Placement(
            layers=wanted or (ALL_LAYERS if workers else 0),
            workers=workers,
            load_mode=chosen[keys.LOAD_MODE],
            split=chosen[keys.GPU_SPLIT],
            main_gpu=chosen[keys.GPU_MAIN],
            shares=chosen[keys.GPU_SHARES],
            projector=str(projector or ""),
            projector_threads=self.threads,
        )

    def cells(self, facts: Facts) -> int:
        """Return the tokens of the context of a model's endpoints; 0 for a model that only embeds."""
        if not facts.generates:
            return 0
        count = self._settings[keys.CONCURRENCY]
        return self._settings[keys.CONTEXT_SIZE] or min(facts.trained_context * count, MOST_CELLS)

    def shape(self, facts: Facts, count: int, cells: int) -> Shape:
        """Return the shape of a context that generates.

        Args:
            facts: about the model.
            count: the number of sequences.
            cells: the tokens they hold together.
        """
        batch = max(self._settings[keys.N_BATCH], count, AT_ONCE if facts.at_once else 0)
        return Shape(
            cells=cells,
            sequences=count,
            batch=batch,
            micro_batch=min(self._settings[keys.N_UBATCH], batch),
            threads=self.threads,
            cache_type=self._settings[keys.CACHE_TYPE],
            lookup=self._settings[keys.LOOKUP],
        )
