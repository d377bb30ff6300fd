"""Packages of npm in the app's `node_modules`: which files of them pages get, and how they import them."""
