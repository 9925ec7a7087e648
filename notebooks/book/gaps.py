"""Where lines bend: the space between code and the comment beside it, as an element of its own, which a narrow page makes one character wide (book.css);
and the places at which a long name in a page's list of contents may go on in the next line."""

import re

from docutils import nodes

GAP = re.compile(r'(?<=\S)( {2,})(?=<span class="c1">)')
MAY_BREAK = "\N{ZERO WIDTH SPACE}"


def before_comments(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    if "body" in context:
        context["body"] = GAP.sub(r'<span class="gap">\1</span>', context["body"])


def in_contents(app, env) -> None:
    for contents in env.tocs.values():
        for name in [text for text in contents.findall(nodes.Text) if "_" in text]:
            name.parent.replace(name, nodes.Text(name.replace("_", f"_{MAY_BREAK}")))
