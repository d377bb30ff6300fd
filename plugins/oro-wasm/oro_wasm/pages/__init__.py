"""The host's side of guests in workers of pages: input they can wait for, and rest."""
