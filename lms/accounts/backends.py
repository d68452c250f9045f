"""Sign-in with a phone and a PIN."""

from django.contrib.auth.backends import ModelBackend


class PhonePinBackend(ModelBackend):
    """Finds the one profile on a phone whose PIN fits."""
