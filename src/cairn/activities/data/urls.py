"""Addresses of shared data: measures, their definitions, and the files that answer them."""

from django.urls import path

from cairn.activities.data import views

app_name = "data"
urlpatterns = [
    path("", views.index, name="index"),
    path("add/", views.measure_add, name="measure_add"),
    path("<slug:measure>/", views.measure, name="measure"),
    path("<slug:measure>.csv", views.measure_csv, name="measure_csv"),
    path("<slug:measure>.json", views.measure_json, name="measure_json"),
    path("<slug:measure>/definitions/", views.definitions, name="definitions"),
    path("<slug:measure>/definitions/<int:number>.json", views.definition_json, name="definition_json"),
    path("<slug:measure>/define/", views.redefine, name="redefine"),
    path("<slug:measure>/break/", views.break_add, name="break_add"),
    path("<slug:measure>/observations/<int:pk>/", views.observation, name="observation"),
    path("<slug:measure>/submit/", views.submit, name="submit"),
    path("<slug:measure>/submit/<str:upload>/", views.columns, name="columns"),
    path("<slug:measure>/submit/<str:upload>/check/", views.check, name="check"),
    path("<slug:measure>/submit/<str:upload>/problems.csv", views.problems_csv, name="problems_csv"),
    path("<slug:measure>/submissions/", views.submissions, name="submissions"),
    path("<slug:measure>/submissions/<int:pk>/", views.submission, name="submission"),
    path("<slug:measure>/submissions/<int:pk>/file/", views.submission_file, name="submission_file"),
    path("<slug:measure>/submissions/<int:pk>/review/", views.review, name="review"),
]
