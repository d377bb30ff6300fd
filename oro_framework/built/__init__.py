"""The start of an app that `oro build` made; see plugins/oro-build."""
