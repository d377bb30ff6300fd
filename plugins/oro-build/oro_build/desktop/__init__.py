"""The files by which a desktop knows an app: its entry in menus, its file types, its page in software centres."""
