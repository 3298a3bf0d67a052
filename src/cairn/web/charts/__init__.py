"""Pictures made on the server: plain data in, an SVG text out; the same data gives the same picture."""
