"""Reading documents: PDF, DOCX, ODT, plain text and Markdown become numbered pages of text."""
