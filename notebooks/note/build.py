"""Typeset note.typ with the numbers of build/note/stored.json into build/note/note.pdf, or pages into PNG files (``make note``)."""

import os
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build/note"


def build(form: str = "pdf") -> list[bytes]:
    """The note as one PDF, or as one PNG a page. No date, no fonts of the machine: the same bytes everywhere."""
    made = typst.compile(HERE / "note.typ", root=ROOT, format=form, ppi=110, ignore_system_fonts=True,
                         sys_inputs={"stored": (BUILD / "stored.json").read_text(encoding="utf-8")})
    return made if isinstance(made, list) else [made]


def main(form: str = "pdf") -> int:
    try:
        pages = build(form)
        for number, page in enumerate(pages, start=1):
            path = BUILD / (f"note.{form}" if form == "pdf" else f"note-{number}.{form}")
            path.with_suffix(".part").write_bytes(page)
            os.replace(path.with_suffix(".part"), path)
    except typst.TypstError as error:
        print(f"The note was not typeset: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The note was not written: {error.filename}: {error.strerror}. The note of before, if there was one, is as it was.", file=sys.stderr)
        return 1
    print(f"The note is at {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
