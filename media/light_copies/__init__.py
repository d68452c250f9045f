"""Practice clips made upright, small and seekable. What was sent plays until its light copy is there."""
