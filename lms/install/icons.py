"""Draws the app's icons from the mark of the house: `python -m lms.install.icons`.

The numbers are those of `lms/static/lms/mark.svg`. A phone cuts a maskable icon into its own shape, so
that one has no corners of its own and keeps the drawing in the middle four fifths.
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "static" / "lms" / "icons"
GRID = 32
INDIGO, TURMERIC, LAC, COTTON = "#1b2547", "#e3a21a", "#b4323c", "#fbf8f1"
DIAMONDS = ((11, TURMERIC), (6, LAC), (2, COTTON))
CORNER = 7
# Edges are drawn four times as large and then made smaller, which smooths them.
FINE = 4
COLOURS = 64


def icon(size_px: int, *, is_maskable: bool = False) -> Image.Image:
    """Return the mark as a square picture."""
    side = size_px * FINE
    picture = Image.new("RGBA", (side, side), INDIGO if is_maskable else (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    if not is_maskable:
        draw.rounded_rectangle((0, 0, side - 1, side - 1), radius=CORNER * side // GRID, fill=INDIGO)
    middle, unit = side / 2, side / GRID * (0.8 if is_maskable else 1)
    for reach, colour in DIAMONDS:
        r = reach * unit
        draw.polygon(
            [(middle, middle - r), (middle + r, middle), (middle, middle + r), (middle - r, middle)],
            fill=colour,
        )
    return picture.resize((size_px, size_px), Image.Resampling.LANCZOS)


def write_all() -> None:
    """Write the three files that the web manifest names."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, size_px, is_maskable in (
        ("app-192", 192, False),
        ("app-512", 512, False),
        ("app-maskable-512", 512, True),
    ):
        picture = icon(size_px, is_maskable=is_maskable).quantize(COLOURS)
        picture.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    write_all()
