"""The documents and questions on which asking is measured, and the pages that make finding hard."""
