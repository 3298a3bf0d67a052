"""`cairn collective found`: how a collective that is not the demo begins."""

import pytest
from click.testing import CliRunner

from cairn.config.cli.collective import command
from cairn.network.models import Collective, Membership, Person

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(command, ["found", *arguments])


def test_found_makes_a_private_collective_with_its_steward():
    answer = run("three-rivers", "Three Rivers", "--steward", "Amina@example.org", "--languages", "es, en")
    assert answer.exit_code == 0, answer.output
    made = Collective.objects.get()
    assert (made.slug, made.name, made.languages) == ("three-rivers", "Three Rivers", ["es", "en"])
    assert (made.visibility, made.is_invented) == ("private", False)
    role = Membership.objects.get()
    assert (role.person.email, role.role) == ("amina@example.org", "steward")
    assert made.log.size == 1
    assert "/c/three-rivers/" in answer.output


def test_found_keeps_the_account_that_is_there():
    amina = Person.objects.create_user("amina@example.org", "Amina")
    assert run("hills", "Hills", "--steward", "amina@example.org", "--public").exit_code == 0
    assert Membership.objects.get().person == amina
    assert Collective.objects.get().visibility == "public"


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["Three Rivers", "Name", "--steward", "a@example.org"], 2, "single hyphens"),
        (["rivers", "Name", "--steward", "nobody"], 2, "valid email"),
        (["rivers", "Name"], 2, "--steward"),
        (["rivers", " ", "--steward", "a@example.org"], 2, "a name of 1 to 200 characters"),
        (["rivers", "x" * 201, "--steward", "a@example.org"], 2, "a name of 1 to 200 characters"),
        (
            ["rivers", "Name", "--steward", "a@example.org", "--languages", "es,Spanish"],
            2,
            "such as es or quz",
        ),
    ],
)
def test_found_refuses_what_cannot_be(arguments, status, says):
    answer = run(*arguments)
    assert (answer.exit_code, Collective.objects.count()) == (status, 0)
    assert says in answer.output


def test_found_refuses_an_address_in_use():
    run("rivers", "Rivers", "--steward", "a@example.org")
    answer = run("rivers", "Other", "--steward", "a@example.org")
    assert answer.exit_code == 1
    assert "already" in answer.output
