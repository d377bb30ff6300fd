"""__TITLE__ for pages of oro-framework apps."""
