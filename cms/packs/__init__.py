"""Packs: a course that a phone keeps, told in one signed manifest (docs/offline.md)."""
