"""The licences and the bill of materials of everything within a built app."""
