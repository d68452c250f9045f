"""How a PIN is kept."""

from django.contrib.auth.hashers import ScryptPasswordHasher


class PinHasher(ScryptPasswordHasher):
    """Scrypt at a fifth of the cost of a password's: about 70 ms on a small machine.

    A PIN has a million values, so no hash keeps it from someone who holds the database; the rate
    limits keep it from everybody else. A full-cost hash would only cost a training hall of forty
    people, who all join in the same five minutes, their patience.
    """

    # Short on purpose: the whole hash has to fit a password's 128 letters.
    algorithm = "pin"
    parallelism = 1
