"""What does not go as it should: who is to blame, what is left, how it ends."""
