"""`cairn conversation`: what it prints, and how it refuses."""

import pytest
from click.testing import CliRunner

from cairn.config.cli.conversation import command
from cairn.participation.models import Conversation, OpinionMap
from cairn.record.models import Entry

FILES = {
    "summary.csv": "topic,Parks\n",
    "comments.csv": "comment-id,moderated,comment-body\n0,1,More benches\n1,1,Trees\n",
    "votes.csv": "timestamp,comment-id,voter-id,vote\n1500000000000,0,a,1\n1500000000000,1,b,-1\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments])


def test_import_prints_a_sentence_and_a_table(cast, folder):
    said = run("import", folder, "--collective", "rivers", "--title", "Our parks", "--attribution", "City")
    assert said.exit_code == 0, said.output
    conversation = Conversation.objects.get()
    assert (conversation.title, conversation.attribution, conversation.language) == (
        "Our parks",
        "City",
        "en",
    )
    lines = [line.split() for line in said.stdout.splitlines() if line.strip()]
    assert said.stdout.startswith("Imported “Our parks” into Two Rivers in ")
    assert ["statements", "2"] in lines
    assert ["votes", "2"] in lines
    assert said.stdout.rstrip().endswith(f"/conversations/{conversation.pk}/map/")
    assert Entry.objects.order_by("-index")[0].act == "conversation_imported"


def test_second_import_is_refused(cast, folder):
    run("import", folder, "--collective", "rivers")
    said = run("import", folder, "--collective", "rivers")
    assert (said.exit_code, Conversation.objects.count()) == (1, 1)
    assert "imported already" in said.output


def test_fault_names_file_row_column_and_remedy(cast, folder):
    (folder / "votes.csv").write_text(FILES["votes.csv"] + "1500000000000,9,a,1\n")
    said = run("import", folder, "--collective", "rivers")
    assert said.exit_code == 1
    assert "votes.csv, row 4, column comment-id: statement '9' is not in comments.csv." in said.output
    assert not Conversation.objects.exists()


def test_unknown_collective_is_named_with_those_there_are(cast, folder):
    said = run("import", folder, "--collective", "lakes")
    assert (said.exit_code, said.output) == (
        1,
        "Error: --collective lakes: there is no such collective (there are: rivers).\n",
    )


def test_missing_option_is_a_fault_of_the_command_line(folder):
    assert run("import", folder).exit_code == 2


def test_redraw_draws_the_map_again(cast, folder):
    run("import", folder, "--collective", "rivers")
    conversation = Conversation.objects.get()
    OpinionMap.objects.all().delete()
    said = run("redraw", conversation.pk, "--collective", "rivers")
    assert said.stdout.startswith("The map of “Parks” is drawn again.")
    assert OpinionMap.objects.get().n_votes == 2


def test_redraw_says_what_is_not_there(cast, folder):
    assert "has no conversation 99" in run("redraw", 99, "--collective", "rivers").output
    (folder / "votes.csv").write_text("timestamp,comment-id,voter-id,vote\n")
    run("import", folder, "--collective", "rivers")
    said = run("redraw", Conversation.objects.get().pk, "--collective", "rivers")
    assert (said.exit_code, "no map to draw" in said.output) == (1, True)
