"""Have parts of a page move, resize and close a window that is without the desktop's frame."""
