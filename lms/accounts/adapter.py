"""What allauth asks this site."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Closes allauth's open sign-up: people come in by a join code."""

    def is_open_for_signup(self, request: object) -> bool:
        """Refuse: joining is a flow of our own."""
        return False
