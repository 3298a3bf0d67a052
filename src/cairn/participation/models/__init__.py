"""Processes and rounds, gatherings and contributions, conversations, drafts, objections and consent."""

from cairn.participation.models.consent import Consent
from cairn.participation.models.contribution import (
    Attendance,
    Contribution,
    Disposition,
    Gathering,
    Theme,
)
from cairn.participation.models.conversation import Conversation, OpinionMap, Participant, Statement, Vote
from cairn.participation.models.draft import Draft, Objection, Revision
from cairn.participation.models.process import Process, Round

__all__ = [
    "Attendance",
    "Consent",
    "Contribution",
    "Conversation",
    "Disposition",
    "Draft",
    "Gathering",
    "Objection",
    "OpinionMap",
    "Participant",
    "Process",
    "Revision",
    "Round",
    "Statement",
    "Theme",
    "Vote",
]
