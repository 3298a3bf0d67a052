"""Answers quote what stands there, show what may answer, or say that nothing does."""

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.retrieval import index
from cairn.engine.retrieval.answering import ENOUGH, NEAR, RULE, ask, ranked, shown
from cairn.engine.retrieval.documents.page import Document, Page

PLAN = Document(
    "plan.pdf", "pdf", "page",
    (
        Page(1, "", "Five Valleys Plan 2024–2030. It was made in eleven gatherings."),
        Page(2, "", "The common fund holds 1,350,000\ncrowns. Half of it comes from the office of "
                    "development. Each valley sends two stewards to its board."),
        Page(3, "", "The school bus between Hern and Oldbridge runs from the autumn of 2025. "
                    "Apprentices are paid by the common fund, not by the master."),
        Page(4, "", "Logging near a stream should not be allowed."),
        *(Page(n, "", f"Page {n} tells of goats, hedges and the weather.") for n in range(5, 25)),
    ),
)  # fmt: skip
ACTA = Document(
    "acta.odt", "odt", "part", (Page(1, "Reunión", "La asamblea se reúne el seis de mayo en la plaza."),)
)
NOT_SAID = "The documents do not say, in words near enough to these."


WORDS = ["the", "fund", "bus", "2025", "goats", "¿", '"', "*", "(", "AND", "NEAR"]


@pytest.fixture(scope="module")
def documents():
    connection = sqlite3.connect(":memory:")
    index.prepare(connection)
    for one in (PLAN, ACTA):
        index.add(connection, one, sha256="")
    yield connection
    connection.close()


def test_answer_quotes_with_document_and_page(documents):
    answer = ask(documents, "How much does the common fund hold?")
    assert answer.text == "The documents say: «The common fund holds 1,350,000 crowns.» (plan.pdf, page 2)."
    assert (answer.code, answer.nearest, answer.asked) == ("said", (), ("common", "fund", "hold"))
    assert answer.rule == RULE.format(enough=ENOUGH, near=NEAR)
    first = answer.citations[0]
    assert (first.document, first.page, first.unit, first.id) == ("plan.pdf", 2, "page", "2:0-133")
    assert (
        PLAN.pages[1].text[first.first : first.last]
        == first.quote
        == "The common fund holds 1,350,000\ncrowns."
    )
    assert ENOUGH <= answer.params["chance"] <= 1
    assert 0.5 <= first.score <= 1


def test_answer_in_another_language_names_the_part_and_its_heading(documents):
    answer = ask(documents, "¿Cuándo se reune la Asamblea?")
    assert answer.text == (
        "The documents say: «La asamblea se reúne el seis de mayo en la plaza.» (acta.odt, part 1 (Reunión))."
    )


@pytest.mark.parametrize(
    ("question", "code", "text"),
    [
        ("Who leads the choir?", "not_said", NOT_SAID),
        ("Which goats won a prize at the royal show?", "not_said", NOT_SAID),
        (
            "Does the school bus between Hern and Oldbridge run in 2031?", "name_not_said",
            "The documents do not say, in words near enough to these: what comes closest does not name 2031.",
        ),
        ("What?", "nothing_asked", "The question has no word to look for. Name what it is about."),
    ],
)  # fmt: skip
def test_documents_that_do_not_say_are_said_not_to(documents, question, code, text):
    answer = ask(documents, question)
    assert (answer.code, answer.text, answer.citations) == (code, text, ())


def test_refusal_shows_what_came_closest(documents):
    answer = ask(documents, "Does the school bus between Hern and Oldbridge run in 2031?")
    assert answer.params == {"names": ["2031"]}
    assert answer.nearest[0].page == 3
    answer = ask(documents, "Which goats won a prize at the royal show?")
    assert len(answer.nearest) == 5
    assert answer.params["unknown"] == ["won", "prize", "royal", "show"]
    assert answer.params["chance"] < NEAR
    assert answer.params["enough"] == ENOUGH


def test_two_sentences_are_quoted_where_one_does_not_cover_the_question(documents):
    answer = ask(documents, "Do the office of development and the stewards of each valley share it?")
    assert answer.citations[0].quote == (
        "Half of it comes from the office of development. Each valley sends two stewards to its board."
    )


def test_negation_is_quoted_as_it_stands(documents):
    answer = ask(documents, "Should logging near a stream be allowed?")
    assert answer.citations[0].quote == "Logging near a stream should not be allowed."


def test_what_may_answer_is_shown_and_not_claimed(documents):
    answer = ask(documents, "Who will repair the old bus and paint it?")
    assert answer.text == (
        "The documents may say; judge for yourself. What comes closest: «The school bus between Hern and "
        "Oldbridge runs from the autumn of 2025.» (plan.pdf, page 3)."
    )
    assert answer.code == "near"
    assert NEAR <= answer.params["chance"] < ENOUGH
    assert (answer.citations[0].page, answer.nearest) == (3, ())


def test_what_may_answer_is_one_passage_a_page(documents):
    pages = [one.page for one in ask(documents, "Are goats in the fund's hedges?").citations]
    assert len(pages) == len(set(pages)) == 5


def test_own_threshold_is_kept(documents):
    assert ask(documents, "Does the school bus run in autumn?", enough=1.0).code == "near"
    assert ask(documents, "Which page tells of the weather?").code == "near"
    assert ask(documents, "Which page tells of the weather?", enough=0.3).code == "said"


def test_fewer_citations_are_given_when_asked(documents):
    assert len(ask(documents, "goats and hedges", cited=2, enough=0.1).citations) == 2


def test_several_passages_of_a_page_are_cited():
    connection = sqlite3.connect(":memory:")
    index.prepare(connection)
    text = "\n\n".join(
        f"The well of village {n} is deep. " + "Other things stand here too. " * 20 for n in (1, 2)
    )
    index.add(connection, Document("a.txt", "text", "page", (Page(1, "", text),)), sha256="")
    assert [one.quote[12:] for one in ask(connection, "Which village has a deep well?").citations] == [
        "village 1 is deep.", "village 2 is deep.",
    ]  # fmt: skip


def test_passages_are_ranked_whether_or_not_they_answer(documents):
    assert [one.page for one in ranked(documents, "Who pays into the common fund?", most=2)] == [3, 2]
    assert ranked(documents, "What?") == ()


def test_an_empty_index_says_nothing():
    connection = sqlite3.connect(":memory:")
    index.prepare(connection)
    assert (ask(connection, "Is there water?").code, ask(connection, "Is there water?").nearest) == (
        "not_said",
        (),
    )


def test_answer_is_the_same_in_any_order_of_documents():
    copies = [replace(PLAN, name=f"{letter}.pdf") for letter in "cab"]
    answers = []
    for order in (copies, copies[::-1]):
        connection = sqlite3.connect(":memory:")
        index.prepare(connection)
        for one in order:
            index.add(connection, one, sha256="")
        answers.append(ask(connection, "Are apprentices paid by the fund?"))
    assert answers[0] == answers[1]
    assert [one.document for one in answers[0].citations] == ["a.pdf", "b.pdf", "c.pdf"]
    assert answers[0].code == "said"


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_question_is_answered_by_quoting_or_refused(documents, question):
    answer = ask(documents, question)
    pages = {(one.name, page.number): page.text for one in (PLAN, ACTA) for page in one.pages}
    for cited in (*answer.citations, *answer.nearest):
        text = pages[cited.document, cited.page]
        assert text[cited.first : cited.last] == cited.quote
        assert cited.passage in text
        assert 0 <= cited.score <= 1
    assert (answer.code in ("said", "near")) is bool(answer.citations)
    if answer.citations:
        assert shown(answer.citations[0].quote) in answer.text
