"""The starter curriculum as the project's own data, and its loader."""
