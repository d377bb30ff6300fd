"""Share between backends on WebKit the scripts that make up for what it lacks, and the mark of own documents."""
