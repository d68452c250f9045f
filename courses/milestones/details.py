"""Whether two pictures that look alike from afar also agree in what is written on them.

The screens of one selling app differ only in a few numbers: from afar, and to a perceptual hash, every
order looks like every other. So two pictures that were found alike are laid over each other and compared
tile by tile, each tile with its own light and contrast (normalised cross-correlation), moved by a few
points because a crop never fits exactly. A copy that was saved again, made smaller, brighter or cropped
keeps every tile; another order differs in four tiles of a hundred and more. What somebody covered with a
dark bar in one of them is left out: a hidden name does not make it another picture.
"""

from typing import Any

import numpy as np
from PIL import Image, ImageFilter

WIDTH_PX, HEIGHT_PX, TILE_PX = 480, 720, 24
MOST_SHIFT_PX, SHIFT_STEP_PX = 4, 2
# Grey levels below which a tile is empty paper, with nothing to compare.
LEAST_CONTRAST = 6.0
LEAST_CORRELATION = 0.8
MOST_OTHER_SHARE = 0.035
# So much of a tile so dark in one picture only: a bar that covers something.
DARK, LEAST_DARK_SHARE = 60, 0.25
Grey = np.ndarray[Any, np.dtype[np.float32]]


def same_details(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether two pictures, cut to the same part, agree in nearly all of their tiles.

    Takes about an eighth of a second. Pictures with nothing in them to compare count as the same: a human
    looks at what is flagged.
    """
    tiles, grey = _tiles(_grey(one)), _grey(other)
    mean, contrast = tiles.mean((2, 3)), tiles.std((2, 3))
    best, there = np.full(mean.shape, -1, np.float32), np.zeros_like(mean)
    for moved in _moved(grey):
        own = moved.std((2, 3))
        together = (tiles * moved).mean((2, 3)) - mean * moved.mean((2, 3))
        np.maximum(best, together / (contrast * own + 1e-3), out=best)
        np.maximum(there, own, out=there)
    is_covered = _is_dark(tiles) != _is_dark(_tiles(grey))
    written = (contrast > LEAST_CONTRAST) & (there > LEAST_CONTRAST) & ~is_covered
    differing = int((best[written] < LEAST_CORRELATION).sum())
    return differing <= MOST_OTHER_SHARE * int(written.sum())


def _grey(picture: Image.Image) -> Grey:
    small = picture.convert("L").resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BILINEAR)
    return np.asarray(small.filter(ImageFilter.GaussianBlur(1)), dtype=np.float32)


def _tiles(grey: Grey) -> Grey:
    rows, columns = HEIGHT_PX // TILE_PX, WIDTH_PX // TILE_PX
    return grey.reshape(rows, TILE_PX, columns, TILE_PX).swapaxes(1, 2)


def _is_dark(tiles: Grey) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return (tiles < DARK).mean((2, 3)) > LEAST_DARK_SHARE


def _moved(grey: Grey) -> Any:
    """Yield the tiles of a picture that is moved by some points in every direction."""
    wide = np.pad(grey, MOST_SHIFT_PX, mode="edge")
    shifts = range(0, 2 * MOST_SHIFT_PX + 1, SHIFT_STEP_PX)
    for top in shifts:
        for left in shifts:
            yield _tiles(wide[top : top + HEIGHT_PX, left : left + WIDTH_PX])
