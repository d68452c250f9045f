"""How large a file from a phone may be. Generous for people, narrow for a flood."""

MEGABYTE = 1_000_000

PHOTO_BYTES = 12 * MEGABYTE
# A 50-megapixel phone camera gives 8160 x 6120. More is not a photo for us but a memory bomb.
PHOTO_PIXELS = 50_000_000
# PNG and WebP cannot be decoded at a reduced size as JPEG can; screenshots stay far below this.
SCREENSHOT_PIXELS = 25_000_000
PHOTO_LONG_SIDE_PX = 1600

AUDIO_BYTES = 50 * MEGABYTE
AUDIO_MS = 30 * 60 * 1000
VIDEO_MS = 10 * 60 * 1000
VIDEO_SIDE_PX = 4096

# Two hours of speech need about 150 kB. The text lives in its row.
CAPTION_BYTES = 500_000
CAPTION_CUES = 3000
CAPTION_CUE_LETTERS = 400
CAPTION_ROUNDING_MS = 500
