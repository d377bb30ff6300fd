"""oro-updater: an installed app finds, verifies and applies the updates that its author signed."""
