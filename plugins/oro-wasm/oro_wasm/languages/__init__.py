"""The languages this distribution brings."""
