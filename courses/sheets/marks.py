"""Marks in place of a cell's text that is none; no cell that people type begins like this."""

MERGED, FORMULA = "\x01merged", "\x01formula"
