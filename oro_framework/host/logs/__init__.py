"""The log of a run, errors of pages, crashes of earlier runs, and reports of them."""
