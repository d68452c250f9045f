"""The kinds of pages and the rules of their tree."""
