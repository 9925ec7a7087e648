"""The space between code and the comment beside it, as an element of its own: a narrow page makes it one character wide (book.css)."""

import re

GAP = re.compile(r'(?<=\S)( {2,})(?=<span class="c1">)')


def before_comments(app, pagename: str, templatename: str, context: dict, doctree) -> None:
    if "body" in context:
        context["body"] = GAP.sub(r'<span class="gap">\1</span>', context["body"])
