"""What a page's body is made of: one small block, one template."""
