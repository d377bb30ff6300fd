"""What stands in front of the origin and of schemes, and asks workers first."""
