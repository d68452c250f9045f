"""Captions as WebVTT, from the same points and times as the pictures."""

from typing import Any

from media.compose.plan import Plan

LANGUAGES = ("th", "en")


def caption_files(plan: Plan, script: dict[str, Any]) -> dict[str, str]:
    """Return the text of one WebVTT file for each language that the script has words for.

    `script["captions"]` holds a list for each language: one text for each point, or the title first and
    then the points. The clip's own language needs no list.
    """
    given = script.get("captions") or {}
    files = {}
    for language in LANGUAGES:
        texts = [str(text) for text in given.get(language) or []]
        if not texts and language == plan.language:
            texts = [plan.title, *(scene.text for scene in plan.points)]
        if texts:
            files[language] = _webvtt(_cues(plan, texts))
    return files


def _cues(plan: Plan, texts: list[str]) -> list[tuple[int, int, str]]:
    has_title = len(texts) != len(plan.points)
    scenes = [
        scene for scene in plan.scenes if scene.kind == "point" or (has_title and scene.kind == "title")
    ]
    return [
        (scene.start_ms, scene.end_ms, text)
        for scene, text in zip(scenes, texts, strict=False)
        if text.strip()
    ]


def _webvtt(cues: list[tuple[int, int, str]]) -> str:
    blocks = ["WEBVTT"]
    for number, (start_ms, end_ms, text) in enumerate(cues, start=1):
        blocks.append(f"{number}\n{_clock(start_ms)} --> {_clock(end_ms)}\n{_escaped(text)}")
    return "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    # One line, and none of the characters with which WebVTT begins a tag or an arrow.
    plain = " ".join(text.split())
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(at_ms: int) -> str:
    seconds, milliseconds = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}.{milliseconds:03d}"
