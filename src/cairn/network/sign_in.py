"""Signing in by a code sent to an e-mail address."""

from allauth.account.adapter import DefaultAccountAdapter


class SignInAdapter(DefaultAccountAdapter):
    """Nobody signs up alone: a steward gives a role, and with it the account."""

    def is_open_for_signup(self, request):
        """Keep registration closed."""
        return False

    def format_email_subject(self, subject):
        """Write the subject as it is, without the host's name before it."""
        return " ".join(str(subject).split())
