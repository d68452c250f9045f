"""Captions of clips, sent and looked after by staff at the desk."""
