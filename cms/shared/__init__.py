"""Pages that are the same for everybody: rendered once, answered from memory."""
