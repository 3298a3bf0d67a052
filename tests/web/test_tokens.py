"""The tokens keep their promises: contrast in light, dark and print; no direction of one script only."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "src/cairn/web/static/web"
TEXT = ("ink", "ink-soft", "moss", "moss-deep", "ochre-ink", "refusal")
SHAPES = ("line-strong", "ochre", *(f"group-{k}" for k in range(1, 7)))
SHEETS = ("tokens.css", "cairn.css", "components.css", "charts.css")


def palettes():
    """Read the colours of each scheme; what a scheme leaves out it takes from light."""
    blocks = re.findall(r":root \{(.*?)\n?\s*\}", (STATIC / "tokens.css").read_text(), re.S)
    light, dark, paper = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)) for block in blocks)
    return {"light": light, "dark": light | dark, "print": light | paper}


def luminance(colour):
    """Compute relative luminance as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Compute the contrast of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_twenty_one():
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "paper-deep"])
@pytest.mark.parametrize("name", TEXT)
def test_text_stands_out_from_its_ground(scheme, ground, name):
    colours = palettes()[scheme]
    assert contrast(colours[name], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(("name", "ground"), [("ink", "paper"), ("moss-deep", "paper"), ("ink", "mark")])
def test_the_pathway_text_stands_out_most(scheme, name, ground):
    colours = palettes()[scheme]
    assert contrast(colours[name], colours[ground]) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SHAPES)
def test_shapes_and_frames_stand_out(scheme, name):
    colours = palettes()[scheme]
    assert contrast(colours[name], colours["paper"]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_words_on_a_button_stand_out(scheme):
    colours = palettes()[scheme]
    assert contrast(colours["on-moss"], colours["moss"]) >= 4.5


@pytest.mark.parametrize("sheet", SHEETS)
def test_style_names_no_side_of_one_script(sheet):
    style = (STATIC / sheet).read_text()
    physical = r"(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right)\s*:|:\s*(?:left|right)\b"
    assert re.findall(physical, style) == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_colours_are_written_in_the_tokens_only(sheet):
    found = re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", (STATIC / sheet).read_text())
    assert bool(found) == (sheet == "tokens.css")


def test_every_token_in_use_is_written():
    style = "".join((STATIC / sheet).read_text() for sheet in SHEETS)
    written = set(re.findall(r"(--[\w-]+):", style))
    assert set(re.findall(r"var\((--[\w-]+)", style)) - written == set()
