"""The notice that a newcomer is shown. Its words stand in `people/notice.html`."""

# Raise it whenever the words change: a consent names the version that was read.
NOTICE_VERSION = "2569-11-2"
