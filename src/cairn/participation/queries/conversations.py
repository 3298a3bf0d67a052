"""What the pages of conversations and of voting show."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from cairn.participation.models import Contribution, Conversation, OpinionMap, Participant, Statement, Vote


def listed(collective):
    """Return the conversations of a collective with how many statements and participants each has."""
    return (
        Conversation.objects.filter(collective=collective)
        .annotate(
            n_statements=_counted(Statement.objects.shown()),
            n_participants=_counted(Participant.objects.all()),
        )
        .select_related("collective", "process")
        .order_by("-opens_on", "-pk")
    )


def _counted(rows):
    found = rows.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    return Subquery(found.annotate(n=Count("pk")).values("n"))


def figures(conversation):
    """Return how many people voted, how often; counted anew only where the map is out of date."""
    drawn = OpinionMap.objects.filter(conversation=conversation).defer("result").first()
    if drawn and drawn.n_changes == conversation.n_changes:
        n_votes = drawn.n_votes
    else:
        n_votes = Vote.objects.filter(statement__conversation=conversation).count()
    shown = Q(moderation__gte=0) & ~Q(text="")
    counted = conversation.statements.aggregate(
        statements=Count("pk", filter=shown),
        waiting=Count("pk", filter=Q(moderation=0)),
        left_out=Count("pk", filter=Q(moderation=-1)),
    )
    has_voted = Exists(Vote.objects.filter(participant=OuterRef("pk")))
    return counted | {"votes": n_votes, "participants": conversation.participants.filter(has_voted).count()}


def statements_of(conversation, *, state="", words=""):
    """Return statements as a page lists them: those people see, or those waiting or left out."""
    rows = conversation.statements.select_related("contribution")
    if state == "waiting":
        rows = rows.filter(moderation=Statement.Moderation.WAITING)
    elif state == "left_out":
        rows = rows.filter(moderation=Statement.Moderation.OUT)
    else:
        rows = rows.votable(conversation) if not conversation.source else rows.shown()
    return rows.filter(text__icontains=words).order_by("pk") if words else rows.order_by("pk")


def next_statement(conversation, person):
    """Return the statement that needs a person's vote most: of those without it, the one with fewest."""
    mine = Vote.objects.filter(statement=OuterRef("pk"), participant__person=person)
    rows = Statement.objects.votable(conversation).filter(~Exists(mine))
    return rows.annotate(n_votes=Count("votes")).order_by("n_votes", "pk").first()


def progress(conversation, person):
    """Return how many statements there are to vote on, and on how many the person has voted."""
    votable = Statement.objects.votable(conversation)
    mine = Q(votes__participant__person=person)
    return votable.aggregate(there=Count("pk", distinct=True), voted=Count("pk", filter=mine, distinct=True))


def my_votes(conversation, person):
    """Return a person's votes, the newest first."""
    rows = Vote.objects.filter(statement__conversation=conversation, participant__person=person)
    return rows.select_related("statement").order_by("-cast_at", "-pk")


def contributions_to_put(conversation):
    """Return the contributions of the process that are not put to the vote in this conversation yet."""
    put = conversation.statements.filter(contribution__isnull=False).values("contribution")
    rows = Contribution.objects.in_process(conversation.process).filter(taken_down_at=None)
    return rows.exclude(pk__in=put).order_by("-given_at", "-pk")
