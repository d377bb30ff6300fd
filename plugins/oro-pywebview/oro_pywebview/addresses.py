"""Where pages of a program are: files beside it, and addresses elsewhere. Sans-IO."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, urlsplit

__all__ = ("common_folder", "is_elsewhere", "path_in")


def is_elsewhere(url: str) -> bool:
    """Return whether a URL is no file beside the program."""
    return urlsplit(url).scheme in ("http", "https", "data", "about", "oro")


def common_folder(program: Path, urls: Iterable[str]) -> Path:
    """Return the folder that holds the pages of a program: that of the pages, or the program's own."""
    folders = [str((program / _file(url)).resolve().parent) for url in urls]
    return Path(os.path.commonpath(folders)) if folders else program


def path_in(folder: Path, program: Path, url: str) -> str:
    """Return the path at which a file is served.

    Raises:
        ValueError: it is not in the folder that is served.
    """
    file = (program / _file(url)).resolve()
    if not file.is_relative_to(folder):
        raise ValueError(f'Cannot show "{url}": it is not in "{folder}", the folder of the first windows\' pages')
    split = urlsplit(url)
    rest = (f"?{split.query}" if split.query else "") + (f"#{split.fragment}" if split.fragment else "")
    return f"/{quote(file.relative_to(folder).as_posix())}{rest}"


def _file(url: str) -> str:
    split = urlsplit(url)
    return split.path if split.scheme in ("", "file") else url
