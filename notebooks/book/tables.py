"""Tables on a page: how each is laid out on a phone, and which printed outputs are tables as well."""

import re

from docutils import nodes

SHORT = 16                                                              # characters: longer entries are words, and no figures
WIDEST = 104                                                            # characters that a line of output has room for on a desk
COLUMNS = re.compile(r"\S {2,}(?!#)\S")


def on_a_phone(app, doctree, docname: str) -> None:
    """Give each table with words in three columns or more the class ``blocks``, and its entries the names of their columns.

    On a narrow page its rows become blocks with these names. Other tables scroll there, and one of figures keeps its first column in sight.
    """
    for table in doctree.findall(nodes.table):
        for head in [head for head in table.findall(nodes.thead) if not head.astext().strip()]:
            head.parent.remove(head)                                    # Markdown asks for a head; an empty one is an empty box
        rows = [list(row.findall(nodes.entry)) for body in table.findall(nodes.tbody) for row in body.findall(nodes.row)]
        names = [entry for head in table.findall(nodes.thead) for entry in head.findall(nodes.entry)]
        if all(len(entry.astext()) <= SHORT for row in rows for entry in row[1:]):
            table["classes"].append("of-figures")
        elif len(names) > 2:
            table["classes"].append("blocks")
            title = next(place for place, name in enumerate(names) if name.astext().strip())  # a picture may stand before it
            for row in rows:
                for name, entry in list(zip(names, row, strict=True))[title + 1:]:
                    _put_before(entry, name)


def _put_before(entry, name) -> None:
    if name.astext().strip() and entry.astext().strip():
        named = nodes.inline(classes=["column-name"])
        named += [child.deepcopy() for child in name[0].children]
        entry[0].insert(0, named)


def in_outputs(app, doctree, docname: str) -> None:
    """Give what cells print in columns the class ``columns``: on a narrow page it scrolls, and does not break into lines."""
    for block in doctree.findall(nodes.literal_block):
        if "output" in block["classes"] or block.get("language") in (None, "text", "default"):
            lines = block.astext().splitlines()
            if sum(bool(COLUMNS.search(line)) for line in lines) > 1 and max(map(len, lines)) <= WIDEST:
                block["classes"].append("columns")
