"""What an action refuses; the message is for the person who asked."""


class Refused(Exception):
    """Something may not be done now; its message says why and what to do instead."""


class SenseMakingRefused(Refused):
    """A question or a decision that cannot be written down as it is."""


class CommitmentRefused(Refused):
    """A commitment, or a look at one, that leaves out what people must know."""


class TrialRefused(Refused):
    """A trial, an adoption or a promotion that cannot be."""
