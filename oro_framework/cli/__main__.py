"""`python -m oro_framework.cli` is `oro`."""

from oro_framework.cli.main import main

if __name__ == "__main__":
    main()
