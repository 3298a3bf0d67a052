"""The components: what each template and tag writes."""

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError
from django.test.html import parse_html
from django.utils import translation

from cairn.web import samples
from cairn.web.charts.bars import Segment


def same(given, wanted):
    assert parse_html(given) == parse_html(wanted)


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("en", 1204, "1,204"),
        ("es", 1204, "1\N{NO-BREAK SPACE}204"),
        ("en", 0, "0"),
        ("en", -8, "−8"),
        ("en", 3.64, "3.6"),
        ("es", 3.64, "3,6"),
        ("en", None, "–"),
    ],
)
def test_number_is_written_in_the_readers_language(render, language, value, words):
    with translation.override(language):
        assert render("{{ value|number }}", value=value) == words


@pytest.mark.parametrize(("value", "words"), [(0.744, "74 %"), (0, "0 %"), (None, "–")])
def test_percent_of_a_share(render, value, words):
    assert render("{{ value|percent }}", value=value) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "19 November 2025"), ("es", "19 de noviembre de 2025"), ("ar", "19 نوفمبر، 2025")],
)
def test_day_is_written_in_the_readers_language(render, language, words):
    with translation.override(language):
        written = render("{{ value|day }}", value=date(2025, 11, 19))
    same(written, f'<time datetime="2025-11-19">{words}</time>')


def test_missing_day_is_a_dash(render):
    assert render("{{ value|day }}{{ value|short_day }}{{ value|moment }}", value=None) == "–––"


def test_moment_keeps_its_zone(render):
    same(
        render("{{ value|moment }}", value=datetime(2025, 3, 2, 9, 5, tzinfo=UTC)),
        '<time datetime="2025-03-02T09:05:00+00:00">2 March 2025, 09:05</time>',
    )


@pytest.mark.parametrize(
    ("code", "direction"),
    [("en", "ltr"), ("ar", "rtl"), ("ps", "rtl"), ("qu", "ltr"), (None, "ltr"), ("", "ltr")],
)
def test_language_has_a_direction(render, code, direction):
    assert render("{{ code|lang_dir }}", code=code) == direction


def test_tag_is_a_shape_and_a_word(render):
    same(
        render('{% tag "withheld" tone="refusal" shape="dash" %}'),
        '<span class="tag tag--refusal"><svg class="shape" viewBox="0 0 16 16" width="16" '
        'height="16" aria-hidden="true" '
        'focusable="false"><path d="M2 8H14" fill="none" stroke="currentColor" stroke-width="2.8"/></svg>'
        "<span>withheld</span></span>",
    )


def test_words_in_a_tag_are_escaped(render):
    assert "&lt;i&gt;" in render("{% tag words %}", words="<i>")


def test_notice_holds_what_it_is_given(render):
    same(
        render('{% notice tone="warning" title="Late" %}<p>Two sites.</p>{% endnotice %}'),
        '<div class="notice notice--warning"><p class="notice__title">Late</p><p>Two sites.</p></div>',
    )


def test_quote_in_arabic_runs_from_the_right(render):
    same(
        render('{% quote who="An elder" lang="ar" %}<p>نعم</p>{% endquote %}'),
        '<blockquote class="quote" lang="ar" dir="rtl"><p>نعم</p><footer>An elder</footer></blockquote>',
    )


def test_withheld_consent_stands_as_a_reservation(render):
    same(
        render('{% reservation who="The council" withheld=True %}<p>No.</p>{% endreservation %}'),
        '<div class="reservation reservation--withheld"><p class="reservation__who">The council</p>'
        "<blockquote><p>No.</p></blockquote></div>",
    )


def test_details_fold_away(render):
    same(
        render('{% details summary="How" %}<p>So.</p>{% enddetails %}'),
        "<details><summary>How</summary><p>So.</p></details>",
    )


def test_button_is_a_link_or_part_of_a_form(render):
    same(
        render('{% include "web/button.html" with text="Go" url="/x/" %}'),
        '<a class="button" href="/x/">Go</a>',
    )
    same(
        render('{% include "web/button.html" with text="Go" tone="quiet" %}'),
        '<button class="button button--quiet" type="submit">Go</button>',
    )


def test_table_tells_missing_from_nothing(render):
    columns = [{"label": "Place"}, {"label": "Visits", "is_numeric": True}]
    rows = [[{"text": "A", "url": "/a/"}, 0], ["B", {"missing": "no report"}], ["C", None]]
    same(
        render(
            '{% include "web/table.html" with caption="Visits" columns=columns rows=rows %}',
            columns=columns,
            rows=rows,
        ),
        '<div class="table" tabindex="0" role="region" aria-label="Visits"><table><caption>Visits</caption>'
        '<thead><tr><th scope="col">Place</th><th scope="col" class="numeric">Visits</th></tr></thead><tbody>'
        '<tr><th scope="row"><a href="/a/">A</a></th><td class="numeric" data-label="Visits">0</td></tr>'
        '<tr><th scope="row">B</th><td class="numeric" data-label="Visits">'
        '<span class="missing">no report</span></td></tr>'
        '<tr><th scope="row">C</th><td class="numeric" data-label="Visits">–</td></tr></tbody></table></div>',
    )


def test_row_of_another_length_is_refused(render):
    with pytest.raises(ValueError, match="zip"):
        render('{% include "web/table.html" with columns=columns rows=rows %}', columns=[{}], rows=[[1, 2]])


def test_fact_that_is_not_known_says_so(render):
    same(
        render(
            '{% include "web/facts.html" %}', facts=[{"label": "Twice", "figure": None, "note": "310 to 540"}]
        ),
        '<dl class="facts"><div><dt>Twice</dt><dd><span class="figure figure--unknown">not known yet</span>'
        '<div class="note">310 to 540</div></dd></div></dl>',
    )


def test_links_have_a_line_each(render):
    same(
        render(
            '{% include "web/links.html" %}', links=[{"text": "Answer", "url": "/a/", "note": "9 days ago"}]
        ),
        '<ul class="links"><li><a href="/a/">Answer</a><p>9 days ago</p></li></ul>',
    )


def test_crumbs_say_where_a_page_belongs(render):
    same(
        render(
            '{% include "web/crumbs.html" %}',
            crumbs=[{"text": "Pathway", "url": "/p/"}, {"text": "Principle 4"}],
        ),
        '<nav class="crumbs" aria-label="Where this belongs"><ol><li><a href="/p/">Pathway</a></li>'
        "<li>Principle 4</li></ol></nav>",
    )


def test_nav_marks_the_place_of_the_reader(render):
    links = [
        {"label": "Home", "url": "/", "current": False},
        {"label": "Pathway", "url": "/p/", "current": True},
    ]
    same(
        render('{% include "web/nav.html" %}', links=links),
        '<nav class="site-nav" aria-label="Sections"><ul><li><a href="/">Home</a></li>'
        '<li><a href="/p/" aria-current="true">Pathway</a></li></ul></nav>',
    )


def test_path_line_marks_the_present_step(render):
    written = render('{% include "web/path_line.html" %}', steps=samples.STEPS)
    assert written.count('aria-current="step"') == 1
    assert written.count('class="stone-waiting"') == 1


def test_pager_keeps_the_search(render, rf):
    page = Paginator(range(50), 20).page(2)
    same(
        render('{% include "web/pager.html" %}', page=page, request=rf.get("/?q=river&page=2")),
        '<nav class="pager" aria-label="Pages"><a rel="prev" href="?q=river&amp;page=1">Previous page</a>'
        '<a rel="next" href="?q=river&amp;page=3">Next page</a><span class="soft">Page 2 of 3</span></nav>',
    )


def test_one_page_needs_no_pager(render):
    assert render('{% include "web/pager.html" %}', page=Paginator(range(5), 20).page(1)).strip() == ""


def test_filter_names_no_field_optional(render):
    assert "optional" not in render('{% include "web/filters.html" %}', form=samples.SearchForm())


def test_shares_say_each_part_in_words(render):
    written = render(
        '{% shares parts "Consent" "All asked." %}',
        parts=[Segment("consent", 58), Segment("open", 4, "open")],
    )
    for words in ("<span>58 consent</span>", "<span>4 open</span>", "All asked."):
        assert written.count(words) == 1


def test_where_says_the_place_in_words(render):
    written = render('{% where stations "data" %}', stations=samples.STATIONS)
    assert "<strong>Data</strong>, station 4 of 6 on the path" in written


def test_unknown_tag_is_refused(render):
    with pytest.raises(TemplateSyntaxError):
        render("{% blink %}")
