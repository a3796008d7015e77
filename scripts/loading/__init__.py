"""Landing files as they come: what `scripts/load.py` is made of.

`files` finds what is landed and `options` how to read it, `manifest` remembers it, `text` makes
plain UTF-8 of it, `dialect` and `names` understand its header, `readers` turn it into rows,
`repair` saves what damaged quotes would swallow, `raw` writes the rows, `report` tells.
"""


class UnreadableError(Exception):
    """A file that cannot be read at all; the message says why and what to do about it."""
