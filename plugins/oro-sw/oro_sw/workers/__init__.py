"""Workers: where they run, what becomes of them, what is asked of them."""
