"""Gathering the text of a document without fixed pages: by its page breaks, or else by its headings."""

from dataclasses import dataclass, field

from cairn.engine.retrieval.documents.page import DocumentError, Limits, Page, check_size, tidy

PAGE_BREAK = "\f"


@dataclass(slots=True)
class Parts:
    """Blocks of text (paragraphs, headings, rows of tables) in their order, with the breaks between them.

    Where the document keeps page breaks, a page is what stands between two of them. Where it keeps none, a
    part begins at each heading. The label is the heading under which a page or part begins.
    """

    name: str
    limits: Limits
    blocks: list[tuple[str, bool]] = field(default_factory=list)  # text, is it a heading
    breaks: list[int] = field(default_factory=list)  # a page begins before this block
    characters: int = 0

    def add(self, text: str, *, is_heading: bool = False) -> None:
        """Add a paragraph, or what stands of it on each page where a page break divides it."""
        for number, piece in enumerate(text.split(PAGE_BREAK)):
            if number:
                self.new_page()
            self._add(tidy(piece), is_heading)

    def _add(self, text: str, is_heading: bool) -> None:
        if text:
            self.characters += len(text)
            check_size(0, self.characters, file=self.name, limits=self.limits)
            self.blocks.append((text, is_heading))

    def new_page(self) -> None:
        """Begin a page, unless one begins here already: a break is often noted twice."""
        if self.blocks and len(self.blocks) not in self.breaks[-1:]:
            self.breaks.append(len(self.blocks))

    def cut(self) -> tuple[str, tuple[Page, ...]]:
        """Return what a page is called ("page" or "part"), and the pages.

        Raises: DocumentError if there is no text.
        """
        if not self.blocks:
            raise DocumentError(
                self.name,
                "It has no text.",
                "If it holds pictures of pages, run text recognition (OCR), and give the text.",
            )
        inner = [place for place in self.breaks if place < len(self.blocks)]
        if inner:
            return "page", self._pages(inner)
        headings = [place for place, block in enumerate(self.blocks) if place and block[1]]
        return "part", self._pages(headings)

    def _pages(self, places: list[int]) -> tuple[Page, ...]:
        check_size(len(places) + 1, 0, file=self.name, limits=self.limits)
        pages: list[Page] = []
        label = ""
        for start, end in zip([0, *places], [*places, len(self.blocks)], strict=True):
            blocks = self.blocks[start:end]
            headings = [text for text, is_heading in blocks if is_heading]
            label = blocks[0][0] if blocks[0][1] else label
            pages.append(Page(len(pages) + 1, label, "\n\n".join(text for text, _ in blocks)))
            label = headings[-1] if headings else label
        return tuple(pages)
