"""Addresses for signing in, by a code sent to an e-mail address; nothing else of allauth is offered.

No sign-up, no password, no list of addresses: a steward gives a role, and with it the account.
"""

from allauth.account.views import ConfirmLoginCodeView, LogoutView, account_inactive
from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from cairn.network.views.sign_in import AskForCode

to_ask = RedirectView.as_view(url=reverse_lazy("account_request_login_code"), query_string=True)

urlpatterns = [
    path("login/", to_ask, name="account_login"),  # allauth's own name for where signing in begins
    path("login/code/", AskForCode.as_view(), name="account_request_login_code"),
    path("login/code/confirm/", ConfirmLoginCodeView.as_view(), name="account_confirm_login_code"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path("inactive/", account_inactive, name="account_inactive"),
]
