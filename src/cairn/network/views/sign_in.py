"""Ask for a code to sign in with."""

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import RequestLoginCodeView


class AskForCode(RequestLoginCodeView):
    """Asks for the address a code goes to.

    While a code is awaited allauth leads back to where it is typed in. Whoever gives an address once more, or
    asks to (`?again=1`), mistyped the first: for them signing in begins anew.
    """

    template_name = "network/sign_in.html"

    def dispatch(self, request, *args, **options):
        """Forget the code that is awaited, if the person begins again."""
        if request.method == "POST" or "again" in request.GET:
            clear_login(request)
        return super().dispatch(request, *args, **options)
