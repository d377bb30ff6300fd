"""The app's side of runners: processes started, fed, read and ended."""
