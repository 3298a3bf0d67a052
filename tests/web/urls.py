"""The addresses that the tests of the shared look need, and no others."""

from django.urls import include, path

urlpatterns = [
    path("", include("cairn.web.urls")),
    path("account/", include("allauth.account.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
