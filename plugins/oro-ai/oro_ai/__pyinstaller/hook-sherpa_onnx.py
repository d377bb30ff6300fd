"""Collect the engine of speech to text: its libraries, its modules but the command's, and its version.

PyInstaller runs this only where the package is there. That of soundfile is one of PyInstaller's own collection.
"""

from PyInstaller.utils.hooks import copy_metadata

from oro_framework.__pyinstaller.collecting import parts_of

_COMMAND = "sherpa_onnx.cli"
_HEADERS = ".h"
_OTHER = ("-c-api.", "-cxx-api.")
"""Libraries for programs in C and C++."""

_modules, _files, _libraries = map(list, parts_of("sherpa-onnx"))
hiddenimports = [name for name in _modules if name != _COMMAND]
datas = [(file, place) for file, place in _files if not file.endswith(_HEADERS)]
datas += copy_metadata("sherpa-onnx")
binaries = [(file, place) for file, place in _libraries if not any(other in file for other in _OTHER)]
excludedimports = [_COMMAND]
