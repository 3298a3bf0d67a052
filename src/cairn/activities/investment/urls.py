"""Addresses of investment."""

from django.urls import path

from cairn.activities.investment import views

app_name = "investment"
urlpatterns = [
    path("add/", views.fund_add, name="fund_add"),
    path("<int:pk>/", views.fund, name="fund"),
    path("<int:pk>/propose/", views.propose, name="propose"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/approve/<int:constituent_pk>/", views.approve, name="approve"),
    path("<int:pk>/allot/", views.allot, name="allot"),
    path("<int:pk>/allotment.json", views.allotment_json, name="allotment_json"),
    path("<int:pk>/allotment.pb", views.allotment_pabulib, name="allotment_pabulib"),
]
