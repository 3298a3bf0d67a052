"""Every address. What belongs to a collective stands below /c/SLUG/, in the words of the glossary."""

from django.urls import include, path

urlpatterns = [
    path("", include("cairn.network.urls")),
    path("", include("cairn.web.urls")),
    path("account/", include("cairn.network.sign_in_urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("c/<slug:slug>/", include("cairn.loop.urls")),
    path("c/<slug:slug>/pathway/", include("cairn.pathway.urls")),
    path("c/<slug:slug>/together/", include("cairn.participation.urls")),
    path("c/<slug:slug>/activities/", include("cairn.activities.urls")),
    path("c/<slug:slug>/activities/movement/", include("cairn.activities.movement.urls")),
    path("c/<slug:slug>/activities/influence/", include("cairn.activities.influence.urls")),
    path("c/<slug:slug>/activities/learning/", include("cairn.activities.learning.urls")),
    path("c/<slug:slug>/activities/investment/", include("cairn.activities.investment.urls")),
    path("c/<slug:slug>/data/", include("cairn.activities.data.urls")),
    path("c/<slug:slug>/results/", include("cairn.results.urls")),
]
