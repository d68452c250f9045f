"""Films and sound from phones and folders: looked at, made upright and even, cut, and made into sizes."""
