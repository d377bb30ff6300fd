"""`python -m oro_framework` is `oro`."""

from oro_framework.cli.main import main

main()
