"""How the pathway's pages name languages, show names, and open a text with its first sentence."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, get_language_info
from django.utils.translation import gettext as _

from cairn.network.models import Constituent
from cairn.pathway.sentences import split
from cairn.web.charts.bars import share_bar, swatch

register = template.Library()

# Languages of constituents that Django does not name, as their speakers write them.
OWN_NAMES = {
    "ay": "Aymar aru",
    "cr": "ᓀᐦᐃᔭᐍᐏᐣ",
    "gn": "Avañe’ẽ",
    "iu": "ᐃᓄᒃᑎᑐᑦ",
    "mi": "Te reo Māori",
    "nv": "Diné bizaad",
    "qu": "Runasimi",
    "sm": "Gagana Sāmoa",
}


# The looks of web/charts.css in ink: a PDF's pictures carry their own style.
INK = (
    ".part-solid{fill:#2f6348}.part-hatched{fill:none;stroke:#2f6348;stroke-width:1.5}"
    ".hatch-hatched{stroke:#2f6348;stroke-width:3;fill:none}.part-refusal{fill:#9a3a2c}"
    ".part-open,.part-none{fill:none;stroke:#817d6c;stroke-width:1.6}"
    ".part-dotted{fill:none;stroke:#5d6357;stroke-width:1.5}"
    ".hatch-dots{stroke:#5d6357;stroke-width:3;stroke-linecap:round;stroke-dasharray:0.1 6;fill:none}"
)


@register.inclusion_tag("web/shares.html")
def paper_shares(segments, title, rule=""):
    """Show a whole in its parts on paper: the web's own bar and words, with the style inside each picture."""
    return {
        "bar": in_ink(share_bar(segments, title=title, rtl=get_language_bidi())),
        "parts": [(one, in_ink(swatch(one.look))) for one in segments],
        "rule": rule,
    }


def in_ink(picture):
    """Put the paper's style inside a picture made by the web."""
    return SafeString(picture.replace(">", f"><style>{INK}</style>", 1))


@register.filter
def language_name(code):
    """Name a language as its own speakers write it; one that nobody listed is shown by its code."""
    try:
        name = get_language_info(code)["name_local"]
    except KeyError:
        return OWN_NAMES.get(code, code)
    return name[:1].upper() + name[1:]


@register.filter
def first_sentence(text):
    """Return the first sentence of a text's body, or nothing."""
    sentences = split(text.paragraphs[0]) if text and text.paragraphs else []
    return sentences[0] if sentences else ""


@register.filter
def signer(signature, collective):
    """Name the constituent of a signature; a person's name is for members of the collective."""
    if signature.constituent.kind == Constituent.Kind.PERSON and collective.membership is None:
        return _("A person")
    return signature.constituent.name


@register.filter
def newest_title(component):
    """Return the title of a component's newest version, or that it has no text yet."""
    text = component.newest and component.newest.text
    return text.title if text else _("No text yet")
