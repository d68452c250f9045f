"""What happens in the register when a page appears, changes or goes."""
