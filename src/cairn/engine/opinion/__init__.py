"""Opinion maps: from votes on statements to groups, shared ground and what is contested.

`votes` holds who voted what, `export` reads an exported conversation, `map` draws the map (from
`components` and `groups`), and `statements` says what the votes say of each statement.
"""
