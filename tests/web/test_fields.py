"""The fields of every form: label, hint, error, box, in that order."""

from django import forms
from django.test.html import parse_html


class Feedback(forms.Form):
    name = forms.CharField(label="Your name", help_text="As your community knows you.")
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "Story"), ("b", "Statement")], widget=forms.RadioSelect
    )
    is_public = forms.BooleanField(label="Show it to everyone", required=False)
    note = forms.CharField(label="Note", required=False)


def same(given, wanted):
    assert parse_html(given) == parse_html(wanted)


def test_field_has_label_hint_and_box():
    same(
        Feedback()["name"].as_field_group(),
        '<div class="field"><label for="id_name">Your name</label>'
        '<div class="hint" id="id_name_helptext">As your community knows you.</div>'
        '<input type="text" name="name" required aria-describedby="id_name_helptext" id="id_name"></div>',
    )


def test_field_in_error_says_so_to_eye_and_ear():
    same(
        Feedback(data={})["name"].as_field_group(),
        '<div class="field field--wrong"><label for="id_name">Your name</label>'
        '<div class="hint" id="id_name_helptext">As your community knows you.</div>'
        '<div class="error" id="id_name_error"><p><span class="unseen">Error:</span> '
        "This field is required.</p></div>"
        '<input type="text" name="name" required aria-invalid="true" '
        'aria-describedby="id_name_helptext id_name_error" id="id_name"></div>',
    )


def test_optional_field_says_optional():
    same(
        Feedback()["note"].as_field_group(),
        '<div class="field"><label for="id_note">Note <span class="optional">(optional)</span></label>'
        '<input type="text" name="note" id="id_note"></div>',
    )


def test_choices_stand_in_a_fieldset_with_a_legend():
    same(
        Feedback()["kind"].as_field_group(),
        '<fieldset class="field" id="id_kind_group"><legend>Kind</legend><div class="choices" id="id_kind">'
        '<div class="choice"><input type="radio" name="kind" value="a" required id="id_kind_0">'
        '<label for="id_kind_0">Story</label></div>'
        '<div class="choice"><input type="radio" name="kind" value="b" required id="id_kind_1">'
        '<label for="id_kind_1">Statement</label></div>'
        "</div></fieldset>",
    )


def test_single_box_has_its_label_after_it():
    same(
        Feedback()["is_public"].as_field_group(),
        '<div class="field"><div class="choice"><input type="checkbox" name="is_public" id="id_is_public">'
        '<div><label for="id_is_public">Show it to everyone</label></div></div></div>',
    )


def test_error_summary_links_to_the_first_box_of_each_field(render):
    same(
        render('{% include "web/error_summary.html" %}', form=Feedback(data={"note": ""})),
        '<div class="error-summary" role="alert" tabindex="-1" autofocus>'
        "<h2>There is something to mend</h2><ul>"
        '<li><a href="#id_name">Your name: This field is required.</a></li>'
        '<li><a href="#id_kind_0">Kind: This field is required.</a></li></ul></div>',
    )


def test_form_without_errors_has_no_summary(render):
    assert render('{% include "web/error_summary.html" %}', form=Feedback()).strip() == ""
