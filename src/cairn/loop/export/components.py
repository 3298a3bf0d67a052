"""A component as a page of Markdown: its words in every language, its versions, and its trace."""

from collections.abc import Iterator

from django.utils.translation import override

from cairn.loop.queries.trace import trace_version
from cairn.pathway import queries as pathway


def component_files(collective, *, on, for_members) -> Iterator[tuple[str, list[bytes]]]:
    """Yield (name, blocks) for every component that has a text its reader may see."""
    with override("en"):
        for component in pathway.components_of(collective, only_published=not for_members):
            if component.newest:
                name = f"pathway/components/{component.kind}-{component.number}.md"
                yield name, [_page(component, on, for_members).encode()]


def _page(component, on, for_members):
    version = component.newest
    texts = sorted(version.texts.all(), key=lambda text: text.pk)
    lines = [f"# {component}: {texts[0].title}", "", f"Version {version.number}."]
    if component.retired_on:
        lines.append(f"Retired on {component.retired_on}.")
    for text in texts:
        lines += ["", f"## {text.title} ({text.language}, {text.get_status_display()})", "", text.body]
    trace = trace_version(version, with_words=for_members, on=on)
    lines += ["", "## Where it comes from", "", *_stages(trace.origin)]
    lines += ["", "## What became of it", "", *_stages(trace.fate)]
    return "\n".join(lines) + "\n"


def _stages(stages):
    for stage in stages:
        said = "nothing yet" if stage.is_empty else stage.summary
        yield f"- **{stage.name}**: {said}"
        for stone in stage.stones:
            note = ", ".join(str(part) for part in (stone.note, stone.on) if part)
            yield f"  - {' '.join(str(stone.text).split())}{f' ({note})' if note else ''}"
        if stage.more:
            yield f"  - … and {stage.more} more"
