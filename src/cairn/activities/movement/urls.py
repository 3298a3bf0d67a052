"""Addresses of movement."""

from django.urls import path

from cairn.activities.movement import views

app_name = "movement"
urlpatterns = [
    path("add/", views.convening_add, name="convening_add"),
    path("<int:pk>/", views.convening, name="convening"),
    path("<int:pk>/invite/", views.invite, name="invite"),
    path("<int:pk>/reply/", views.reply, name="reply"),
    path("<int:pk>/story/", views.story, name="story"),
    path("<int:pk>/convening.ics", views.calendar, name="calendar"),
    path("reply/<str:token>/", views.reply_link, name="reply_link"),
]
