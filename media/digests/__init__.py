"""Hashes of clip files, whole and by chunk, so that a phone can check each piece that it fetches."""
