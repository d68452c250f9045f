"""The phone: the offline app's page, and what it asks of the site. See `docs/phone-profiles.md`."""
