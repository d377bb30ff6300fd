"""Run the launcher, with the descriptor of its socket to the host as argument."""

import sys

if __name__ == "__main__":
    sys.path.insert(0, __file__.rpartition("/oro_container/")[0])
    from oro_container.inside.launcher import main

    main(int(sys.argv[1]))
