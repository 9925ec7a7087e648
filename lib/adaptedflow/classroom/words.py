"""Words of a student, fit for a terminal, a table and a page: no control characters, no formulas, bounded."""

import unicodedata


def one_line(text: str, longest: int = 1000) -> str:
    """Return ``text`` in one line, without what moves the cursor or turns the direction of writing."""
    text = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in text[:4 * longest])
    text = " ".join(text.split())
    return text if len(text) <= longest else text[:longest - 1] + "…"


def table_cell(text: str, longest: int = 1000) -> str:
    """Return ``text`` in one line that a spreadsheet does not take for a formula."""
    line = one_line(text, longest)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def file_name(student: str) -> str:
    """Return a name for a file of this student's: her own where a file can have it."""
    import hashlib

    safe = "".join(letter if letter.isprintable() and letter not in '/\\:*?"<>|' else "_" for letter in student)
    if safe == student and len(student.encode("utf-8", "replace")) <= 120:
        return student
    return f"{safe[:25]}-{hashlib.sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def plain_text(text: str, longest: int) -> str:
    """Return ``text`` with its lines, without control characters, and bounded."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")[:longest + 1]
    text = "".join(letter if letter in "\n\t" or unicodedata.category(letter)[0] != "C" else " " for letter in text)
    return text if len(text) <= longest else text[:longest - 1] + "…"
