"""The sentences of TEACHING.md that say what the commands do."""

import re

from adaptedflow import paths

SECTIONS = ("Release", "Collect", "Grade", "With nbgrader", "What grading protects against, and what not")


def sentences(text: str | None = None) -> dict[str, list[str]]:
    """Return the sentences of each of SECTIONS, in order, without code blocks and the words in bold that begin a paragraph."""
    text = (paths.NOTEBOOKS / "assignments/TEACHING.md").read_text(encoding="utf-8") if text is None else text
    found, section = {}, ""
    for line in re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE).splitlines():
        heading = re.fullmatch(r"##+ (.*)", line)
        if heading:
            section = heading[1]
        elif section in SECTIONS and line.strip():
            paragraph = re.sub(r"^(- )?(\*\*[^*]+\.\*\* )?", "", line.strip()).replace("**", "")
            found.setdefault(section, []).extend(re.split(r"(?<=\.)\s+(?=[A-Z`])", paragraph))
    return found
