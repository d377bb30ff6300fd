"""The configuration keys oro-search reads."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import positive
from oro_framework.types import Setting

__all__ = (
    "ALL",
    "ANSWER_MODEL",
    "EMBEDDINGS_URL",
    "FOLDERS",
    "IGNORE",
    "MAX_FILES",
    "MAX_FILE_BYTES",
    "MODEL",
    "PASSAGE_PREFIX",
    "QUERY_PREFIX",
    "RANKING_MODEL",
    "READING",
)


_NONE: tuple[str, ...] = ()
_IGNORED: tuple[str, ...] = (".*", "node_modules", "__pycache__", "~$*", "*~", "*.pyc", "*.swp", "*.tmp")

FOLDERS = Setting(
    "search_folders",
    tuple[str, ...],
    _NONE,
    "folders that pages may have searched, with all below them; without any, every folder whose files pages may read",
)
MODEL = Setting(
    "search_model",
    str,
    "",
    "model that makes vectors, a name of oro-ai's or of the endpoint's; empty searches by words only",
)
EMBEDDINGS_URL = Setting(
    "search_embeddings_url",
    str,
    "",
    'address below which an OpenAI-compatible endpoint has "embeddings"; empty asks oro-ai',
)
QUERY_PREFIX = Setting("search_query_prefix", str, "", 'text that the model wants before questions, such as "query: "')
PASSAGE_PREFIX = Setting(
    "search_passage_prefix", str, "", 'text that the model wants before passages, such as "passage: "'
)
RANKING_MODEL = Setting(
    "search_ranking_model",
    str,
    "",
    "model of oro-ai that ranks the best passages once more; empty leaves them",
)
ANSWER_MODEL = Setting("search_answer_model", str, "", "model of oro-ai that answers questions from passages")
IGNORE = Setting(
    "search_ignore", tuple[str, ...], _IGNORED, "patterns of names of files and folders that are not looked at"
)
MAX_FILES = Setting("search_max_files", positive, 100_000, "files of one folder that are looked at")
MAX_FILE_BYTES = Setting("search_max_file_bytes", positive, 64 << 20, "bytes of a file above which it is left out")
READING = Setting("search_reading", positive, 2, "files that are read at a time")

ALL: tuple[Setting[Any], ...] = (
    FOLDERS,
    MODEL,
    EMBEDDINGS_URL,
    QUERY_PREFIX,
    PASSAGE_PREFIX,
    RANKING_MODEL,
    ANSWER_MODEL,
    IGNORE,
    MAX_FILES,
    MAX_FILE_BYTES,
    READING,
)
