"""The core of containers, without input and output: both engines run these files.

Modules here import the standard library and pure-Python packages only, for the page engine runs them in a browser.
"""
