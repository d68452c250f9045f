"""Captions that people send: SubRip (.srt) or WebVTT in, checked WebVTT out.

A reader of our own, because the living libraries (pysubs2 1.8, webvtt-py 0.6) take a broken file for a
good one: a wrong arrow and all that follows it becomes text of the cue before, an end before its start
stays, and neither knows line numbers or windows-874.
"""
