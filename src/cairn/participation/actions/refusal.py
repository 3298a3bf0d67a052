"""What an action refuses; the message is for the person who asked."""


class Refused(Exception):
    """Something may not be done now; its message says why and what to do instead."""


class DraftChanged(Refused):
    """Somebody saved a revision of the draft meanwhile."""


class DraftClosed(Refused):
    """The draft was put forward already; its words no longer change."""


class PassageNotInDraft(Refused):
    """The passage named does not stand in the draft's latest revision."""


class AnswerElsewhere(Refused):
    """The draft or process named for an answer is not one the contribution can go to."""


class ObjectionAnswered(Refused):
    """The objection does not stand any more."""


class AlreadyTakenDown(Refused):
    """The contribution's words were taken down already."""


class NothingToWithdraw(Refused):
    """A constituent that gave no consent cannot withdraw it."""


class NotConsulted(Refused):
    """Consent is not asked of this constituent."""


class NothingAgreed(Refused):
    """No version is agreed, so there is nothing to publish."""
