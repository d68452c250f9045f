"""The clip maker: a seller's photos and words become an upright clip, ready to post."""
