"""The app of the tests: brings the extensions beside this file into the folder it runs in."""

import shutil
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "extensions"
TARGET = Path(__file__).parent / "extensions"

if not TARGET.exists():
    shutil.copytree(SOURCE, TARGET)
