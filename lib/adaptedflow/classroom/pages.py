"""A page for a browser: light or dark as its reader has it, as wide as a phone or a desk, with no word so long that it leaves the page."""

from html import escape

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font-family: sans-serif; line-height: 1.5; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.6rem; line-height: 1.25; }}
h2 {{ font-size: 1.25rem; margin-top: 2rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border-bottom: 1px solid #888; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }}
td.name, .points {{ white-space: nowrap; }}
.points {{ text-align: right; }}
pre {{ white-space: pre-wrap; border-left: 3px solid #888; padding-left: 1rem; font-family: inherit; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}</body>
</html>
"""


def page(title: str, body: str) -> str:
    """Return a page with the text ``title`` and the HTML ``body``."""
    return PAGE.format(title=escape(title), body=body)
