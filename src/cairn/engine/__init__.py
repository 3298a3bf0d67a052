"""Pure computing on arrays and tables: no database, no files, no clock, no chance but a given seed."""
