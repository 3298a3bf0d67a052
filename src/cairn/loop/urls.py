"""Addresses of a collective's home, its components and the trace."""

from django.urls import path, register_converter

from cairn.loop import views
from cairn.pathway.models import Component


class KindConverter:
    """Matches the four kinds of component."""

    regex = "|".join(Component.Kind.values)
    to_python = to_url = staticmethod(str)


register_converter(KindConverter, "component_kind")

app_name = "loop"
urlpatterns = [
    path("", views.home, name="home"),
    path("pathway/<component_kind:kind>/<int:number>/", views.component, name="component"),
    path("pathway/<component_kind:kind>/<int:number>/versions/<int:version>/", views.version, name="version"),
    path("export/", views.export, name="export"),
    path("trace/version/<int:pk>/", views.trace, name="trace"),
    path("trace/number/<int:pk>/", views.number, name="number"),
]
