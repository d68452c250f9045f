"""The site as an app on the phone: its service worker, its web manifest, its icons (docs/offline.md)."""
