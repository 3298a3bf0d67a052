"""Addresses of what the data tells us."""

from django.urls import path

from cairn.results.views import commitments, sense, series, trials

app_name = "results"

series_urls = [
    path("", series.index, name="index"),
    path("series/<slug:measure>/<int:place>/", series.signal, name="signal"),
    path("series/<slug:measure>/<int:place>.json", series.signal_json, name="signal_json"),
    path("series/<slug:measure>/<int:place>.csv", series.signal_csv, name="signal_csv"),
    path("series/<slug:measure>/<int:place>/ask/", sense.ask, name="ask"),
]
sense_urls = [
    path("sense-making/", sense.sense_makings, name="sense_makings"),
    path("sense-making/add/", sense.sense_making_add, name="sense_making_add"),
    path("sense-making/<int:pk>/", sense.sense_making, name="sense_making"),
    path("sense-making/<int:pk>/questions/add/", sense.question_add, name="question_add"),
    path("sense-making/<int:pk>/decide/", sense.decide, name="decide"),
    path("questions/<int:pk>/interpretations/add/", sense.interpretation_add, name="interpretation_add"),
    path("interpretations/<int:pk>/judge/", sense.interpretation_judge, name="interpretation_judge"),
]
commitment_urls = [
    path("commitments/", commitments.commitments, name="commitments"),
    path("commitments/add/", commitments.commitment_add, name="commitment_add"),
    path("commitments/<int:pk>/", commitments.commitment, name="commitment"),
    path("commitments/<int:pk>/review/", commitments.commitment_review, name="commitment_review"),
]
trial_urls = [
    path("practices/", trials.adoptions, name="adoptions"),
    path("practices/<int:pk>/promote/", trials.promote, name="promote"),
    path("adoptions/add/", trials.adoption_add, name="adoption_add"),
    path("trials/add/", trials.trial_add, name="trial_add"),
    path("trials/<int:pk>/", trials.trial, name="trial"),
    path("trials/<int:pk>/close/", trials.trial_close, name="trial_close"),
]
urlpatterns = [*series_urls, *sense_urls, *commitment_urls, *trial_urls]
