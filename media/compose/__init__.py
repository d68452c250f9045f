"""Clips composed from a lesson's key points. Imported by the worker only."""
