"""Collect llama.cpp's library, which is loaded by its path, without the server that oro-ai does in a way of its own."""

from PyInstaller.utils.hooks import copy_metadata

from oro_framework.__pyinstaller.collecting import parts_of

_SERVER = "llama_cpp.server"

_modules, datas, binaries = map(list, parts_of("llama-cpp-python"))
hiddenimports = [name for name in _modules if name != _SERVER and not str(name).startswith(f"{_SERVER}.")]
excludedimports = [_SERVER, "openai"]
datas += copy_metadata("llama-cpp-python")
