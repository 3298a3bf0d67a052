"""Addresses of how the pathway is made."""

from django.urls import path

from cairn.participation.views import (
    consents,
    contributions,
    conversations,
    drafts,
    gatherings,
    opinion_maps,
    processes,
    voting,
)

app_name = "participation"

process_urls = [
    path("", processes.index, name="index"),
    path("processes/add/", processes.process_add, name="process_add"),
    path("processes/<int:pk>/", processes.process, name="process"),
    path("processes/<int:pk>/change/", processes.process_edit, name="process_edit"),
    path("processes/<int:pk>/rounds/add/", processes.round_add, name="round_add"),
    path("gatherings/add/", gatherings.gathering_add, name="gathering_add"),
    path("gatherings/<int:pk>/", gatherings.gathering, name="gathering"),
    path("processes/<int:pk>/contributions/", contributions.contributions, name="contributions"),
    path("processes/<int:pk>/contributions/add/", contributions.contribution_add, name="contribution_add"),
    path("processes/<int:pk>/contributions/ask/", contributions.contribution_ask, name="contribution_ask"),
    path("contributions/<int:pk>/", contributions.contribution, name="contribution"),
    path("contributions/<int:pk>/answer/", contributions.contribution_answer, name="contribution_answer"),
    path(
        "contributions/<int:pk>/take-down/",
        contributions.contribution_take_down,
        name="contribution_take_down",
    ),
    path("contribute/<str:token>/", contributions.contribution_link, name="contribution_link"),
    path("processes/<int:pk>/themes/add/", contributions.theme_add, name="theme_add"),
    path("themes/<int:pk>/", contributions.theme, name="theme"),
    path("themes/<int:pk>/weave/", contributions.theme_weave, name="theme_weave"),
    path("processes/<int:pk>/drafts/add/", drafts.draft_add, name="draft_add"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/changes/", drafts.draft_changes, name="draft_changes"),
    path("drafts/<int:pk>/revise/", drafts.draft_revise, name="draft_revise"),
    path("drafts/<int:pk>/put-forward/", drafts.draft_put_forward, name="draft_put_forward"),
    path("drafts/<int:pk>/objections/add/", drafts.objection_add, name="objection_add"),
    path("objections/<int:pk>/answer/", drafts.objection_answer, name="objection_answer"),
    path("objections/<int:pk>/withdraw/", drafts.objection_withdraw, name="objection_withdraw"),
    path("versions/<int:pk>/consent/", consents.consent, name="consent"),
    path("versions/<int:pk>/consent/add/", consents.consent_add, name="consent_add"),
    path("versions/<int:pk>/consent/ask/", consents.consent_ask, name="consent_ask"),
    path(
        "versions/<int:pk>/consent/<int:constituent>/withdraw/",
        consents.consent_withdraw,
        name="consent_withdraw",
    ),
    path("consents/<int:pk>/evidence/", consents.evidence, name="evidence"),
    path("consent/<str:token>/", consents.consent_link, name="consent_link"),
    path("publish/", consents.publish, name="publish"),
]

# Conversations, statement voting and opinion maps
conversation_urls = [
    path("conversations/", conversations.conversations, name="conversations"),
    path("conversations/add/", conversations.conversation_add, name="conversation_add"),
    path("conversations/import/", conversations.conversation_import, name="conversation_import"),
    path("conversations/<int:pk>/", conversations.conversation, name="conversation"),
    path("conversations/<int:pk>/statements/add/", conversations.statement_add, name="statement_add"),
    path("conversations/<int:pk>/statements/put/", conversations.statements_put, name="statements_put"),
    path("statements/<int:pk>/moderate/", conversations.statement_moderate, name="statement_moderate"),
    path("conversations/<int:pk>/ballots/", conversations.ballots_add, name="ballots_add"),
    path("conversations/<int:pk>/vote/", voting.vote, name="vote"),
    path("conversations/<int:pk>/votes/", voting.my_votes, name="my_votes"),
    path("conversations/<int:pk>/map/", opinion_maps.opinion_map, name="map"),
    path("conversations/<int:pk>/map.json", opinion_maps.map_json, name="map_json"),
    path("conversations/<int:pk>/map.csv", opinion_maps.map_csv, name="map_csv"),
    path("conversations/<int:pk>/map/redraw/", opinion_maps.map_redraw, name="map_redraw"),
]

urlpatterns = [*process_urls, *conversation_urls]
