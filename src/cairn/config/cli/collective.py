"""`cairn collective`: begin a collective and give it its first steward."""

import re
from datetime import UTC, datetime

import click

from cairn.config.cli.database import open_database
from cairn.config.cli.output import InputFault, say


@click.group()
def command():
    """Begin a collective."""


@command.command("found")
@click.argument("slug")
@click.argument("name")
@click.option("--steward", required=True, metavar="EMAIL", help="Who gives the others their roles.")
@click.option("--summary", default="", help="Who it is and what for, in a sentence.")
@click.option("--languages", default="en", show_default=True, help="Of its texts, the first its own: en,es")
@click.option("--public", "is_public", is_flag=True, help="Everybody may read what is published.")
def found(slug, name, steward, summary, languages, is_public):
    """Begin a collective with the address /c/SLUG/ and a first steward.

    The steward signs in by a code that comes to the e-mail address, and gives the others their roles.

    Example: cairn collective found three-rivers "Three Rivers Compact" --steward amina@example.org
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 50:
        raise click.BadParameter("write the address in a-z, 0-9 and single hyphens", param_hint="SLUG")
    if not 0 < len(name.strip()) <= 200:
        raise click.BadParameter("give a name of 1 to 200 characters", param_hint="NAME")
    codes = [code.strip() for code in languages.split(",")]
    if not all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) for code in codes):
        raise click.BadParameter("write codes such as es or quz, parted by commas", param_hint="--languages")
    fields = {
        "slug": slug,
        "name": name.strip(),
        "summary": summary,
        "languages": codes,
        "visibility": "public" if is_public else "private",
    }
    collective = _found(fields, steward)
    say(f"{collective.name} is founded. {steward} can sign in now.")
    from django.conf import settings

    click.echo(f"{settings.SITE_URL}/c/{slug}/")


def _found(fields, steward):
    """Make the collective, and the steward's account if there is none."""
    open_database()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction

    from cairn.network.actions import found_collective
    from cairn.network.models import Collective, Person

    email = steward.strip().lower()
    try:
        validate_email(email)
    except ValidationError as fault:
        raise click.BadParameter(fault.messages[0], param_hint="--steward") from None
    if Collective.objects.filter(slug=fields["slug"]).exists():
        raise InputFault(f"There is a collective at /c/{fields['slug']}/ already. Choose another address.")
    with transaction.atomic():
        person = Person.objects.filter(email=email).first() or Person.objects.create_user(email)
        return found_collective(fields=fields, by=person, at=datetime.now(UTC))
