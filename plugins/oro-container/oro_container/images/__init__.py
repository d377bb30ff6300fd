"""Images, the sites and runtimes that they serve."""
