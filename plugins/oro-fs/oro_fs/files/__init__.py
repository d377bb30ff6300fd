"""Operations on files and folders; they block."""
