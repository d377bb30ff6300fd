"""Collect llama.cpp's libraries for every processor, of which one is chosen and loaded by its path."""

from PyInstaller.utils.hooks import copy_metadata

from oro_framework.__pyinstaller.collecting import parts_of

hiddenimports, datas, binaries = map(list, parts_of("oro-llama"))
datas += copy_metadata("oro-llama")
