"""The thread, walked in a real browser on the demo as people run it, by each of the four people."""

import re

import pytest

from tests.browser.site import served

pytestmark = pytest.mark.browser
HOME = "/c/three-rivers/"
PEOPLE = {"steward": "Amina Rahal", "facilitator": "Tomás Ibarra", "member": "Ruth Okello", "visitor": None}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Return the address of the demo, served by the command that people type."""
    with served(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def walk(browser, site):
    """Return a function that opens the demo as one of the four; an error in the console fails the test."""
    contexts, wrong = [], []

    def begin(who, **look):
        context = browser.new_context(viewport={"width": look.pop("width", 1280), "height": 900}, **look)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(site)
        if PEOPLE[who]:
            page.get_by_role("button", name=re.compile(PEOPLE[who].split()[0])).click()
        page.goto(site + HOME)
        return page

    yield begin
    for context in contexts:
        context.close()
    assert wrong == []


def heading(page):
    """Return the words of the page's first heading."""
    return page.locator("h1").first.inner_text()


def follow(page, name):
    """Click the first link whose words match."""
    page.locator("main").get_by_role("link", name=re.compile(name)).first.click()


@pytest.mark.parametrize("who", PEOPLE)
def test_thread_can_be_walked_from_the_home_page(walk, who):
    page = walk(who)
    assert heading(page) == "Every child near the rivers grows up well, and the rivers with them."
    page.get_by_role("navigation").get_by_role("link", name="Pathway").click()
    follow(page, "Those who live with a decision take part in making it")
    assert heading(page) == "Those who live with a decision take part in making it."
    assert page.locator("mark").count() == 4  # the sentences that carry what was said
    if who == "visitor":
        assert page.get_by_text("They decided about the weir").count() == 0
    else:
        follow(page, "They decided about the weir on a Tuesday, in Spanish")
        assert page.get_by_text("They decided about the weir on a Tuesday, in Spanish.").count() >= 1
        page.go_back()
    follow(page, "How shall we decide about a valley")
    page.go_back()
    follow(page, "The pathway of the Three Rivers, second edition")
    assert heading(page) == "The pathway of the Three Rivers, second edition"
    page.go_back()
    follow(page, "A river law with a second meeting")
    assert heading(page) == "A river law with a second meeting"
    page.go_back()
    follow(page, "Decisions with a gathering before them")
    assert heading(page) == "Decisions with a gathering before them"


@pytest.mark.parametrize("who", PEOPLE)
def test_number_can_be_walked_back_to_its_file_and_forward_to_the_next_version(walk, site, who):
    page = walk(who)
    page.goto(f"{site}{HOME}data/children-seen/")
    page.locator("table a[href*='/trace/number/']:visible").first.click()
    assert heading(page) == "Small children seen by a health worker this month"
    stages = page.locator(".path-line__step").all_inner_texts()
    assert stages == [
        "Held",
        "Defined",
        "Filed",
        "Reviewed",
        "Understood",
        "Promised",
        "Tried",
        "Adopted",
        "Revised",
    ]
    assert page.locator("#filed").get_by_text("children-seen-").count() == (0 if who == "visitor" else 1)


@pytest.mark.parametrize("who", ["facilitator", "visitor"])
def test_thread_from_signal_to_the_next_version(walk, site, who):
    page = walk(who)
    page.get_by_role("navigation").get_by_role("link", name="What we learn").click()
    follow(page, "What are the visits telling us")
    assert heading(page) == "What are the visits telling us?"
    page.goto(f"{site}{HOME}pathway/practice/1/")
    assert page.locator("#tried a").count() >= 3
    assert page.locator("#adopted a").count() == 3
    page.locator("#revised a").last.click()
    assert heading(page) == "The health round travels with the market"
    assert page.locator("#called-for a").count() >= 1


def test_member_consents_for_the_own_constituent(walk, site):
    page = walk("member")
    page.goto(f"{site}{HOME}pathway/method/3/")
    page.get_by_role("link", name="The consent ledger").first.click()
    page.get_by_role("link", name=re.compile("Record|consent", re.I)).first.click()
    page.get_by_label("Consent", exact=True).check()
    page.locator("main form").get_by_role("button").last.click()
    assert page.get_by_text("Community of Confluence").count() >= 1


def test_pages_work_without_script(walk, site):
    page = walk("facilitator", java_script_enabled=False)
    assert heading(page) == "Every child near the rivers grows up well, and the rivers with them."
    page.goto(f"{site}{HOME}together/")
    assert page.locator("h1").count() == 1


def test_keyboard_alone_reaches_the_content_and_the_pathway(walk):
    page = walk("steward")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    for _press in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Pathway":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/pathway/")


def shape(url):
    """Return an address with its numbers and queries left out: pages of one kind share it."""
    return re.sub(r"\d+", "#", url.split("?")[0].split("#")[0])


def links(page, site):
    """Return the collective's addresses that a page leads to."""
    found = page.eval_on_selector_all(
        "a[href]", "all => all.map(one => new URL(one.getAttribute('href'), location).href)"
    )
    return [
        url
        for url in found
        if url.startswith(site + HOME)
        and not re.search(r"\.(csv|json|pb|ics|xlsx)|/pdf/|/file/|receipt|export|download", url)
    ]


@pytest.mark.parametrize("who", ["steward", "visitor"])
def test_every_page_is_whole_at_both_widths_and_axe_finds_nothing(walk, site, axe, who):
    page = walk(who, bypass_csp=True)
    seen, waiting, wrong = set(), [site + HOME], []
    while waiting:
        url = waiting.pop(0)
        if shape(url) in seen:
            continue
        seen.add(shape(url))
        answer = page.goto(url)
        if answer.status != 200:
            wrong.append(f"{url}: {answer.status}")
            continue
        waiting += links(page, site)
        wrong += [f"{url}: {one}" for one in axe(page)]
        page.set_viewport_size({"width": 360, "height": 800})
        spare = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if spare > 0:
            wrong.append(f"{url}: {spare} px wider than a phone")
        page.set_viewport_size({"width": 1280, "height": 900})
    assert wrong == []
    assert len(seen) > 25, sorted(seen)
