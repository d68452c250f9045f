"""What the content admin shows beside Wagtail's own."""
