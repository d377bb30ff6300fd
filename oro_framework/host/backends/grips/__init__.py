"""What stands in for the desktop's frame in a window without one: parts of the page that move, resize and close it."""
