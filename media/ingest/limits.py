"""What a clip may be, and what it costs at most to find that out."""

# Only these readers are open: a playlist posing as a film could otherwise make ffmpeg fetch files.
FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,mp3,aac,amr,wav,flac,aiff,caf,avi,mpegts,mpeg,flv,asf,dv"

# The sentence of the refusal names the thirty minutes too.
LONGEST_MS = 30 * 60 * 1000
# 4K UHD, in either direction.
LONG_SIDE_PX, SHORT_SIDE_PX = 3840, 2160

# The child that looks: reading 500 MB takes seconds, decoding a few 4K pictures some 200 MB.
LOOK_SECONDS = 120
LOOK_CPU_SECONDS = 40
LOOK_MEMORY_BYTES = 1_200_000_000
# A container's header and what is really there may differ by the last pictures only.
MISSING_MS = 400
# Shorter than this there is nothing to see or hear.
SHORTEST_MS = 100
