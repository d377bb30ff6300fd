"""Collect llama.cpp's library, which is loaded by its path."""

from oro_framework.__pyinstaller.collecting import parts_of

hiddenimports, datas, binaries = map(list, parts_of("llama-cpp-python"))
