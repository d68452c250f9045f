"""Clips at the desk: how far each is, stopping and starting again, its cover and its cut."""
