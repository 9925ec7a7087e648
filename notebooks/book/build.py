"""Gather the pages of the book in build/book/source and let Sphinx build them into build/book/html (``make book``)."""

import re
import shutil
import sys
from pathlib import Path

import nbformat
from adaptedflow import figures, ledger, paths
from adaptedflow.classroom import Assignment, sources
from sphinx.cmd.build import main as sphinx

import api
import browser
import claims
import front
import pictures

HERE = Path(__file__).parent
BOOK = paths.BUILD / "book"
SOURCE = BOOK / "source"
NOTE = paths.BUILD / "note/note.pdf"  # typeset by make note; without it the front page names it only
SEED = 0  # of the numbers in the assignments; a class has its own
NEW = BOOK / "html.new"  # takes the place of html/ when it is whole
WIDE = "---\nhtml_theme.sidebar_secondary.remove: true\n---\n\n"  # a page without a list of contents beside it


def gather() -> None:
    """Lay out the pages as in the repository, so that links between files are links between pages, and write the others."""
    for name in ("source", "as-they-are", NEW.name, "doctrees"):
        shutil.rmtree(BOOK / name, ignore_errors=True)
    for name in ("notebooks", "figures"):
        shutil.copytree(paths.ROOT / name, SOURCE / name, ignore=shutil.ignore_patterns("book", ".ipynb_checkpoints", "ledger.ipynb"))
    shutil.copytree(paths.NOTEBOOKS / "explorables", BOOK / "as-they-are" / "notebooks" / "explorables", ignore=shutil.ignore_patterns("*.md"))
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "CITATION.cff"):
        shutil.copy(paths.ROOT / name, SOURCE)
    if NOTE.exists():
        shutil.copy(NOTE, SOURCE)
    write("index.md", front.page((HERE / "index.md").read_text(encoding="utf-8"), BOOK / "as-they-are"))
    for name in ("tests/benchmarks/README.md", "tests/adapters/README.md"):
        write(name, (paths.ROOT / name).read_text(encoding="utf-8"))
    pictures.draw_pdfs(SOURCE / "figures")
    drawn = {path.stem for path in (SOURCE / "figures").glob("*.pdf")}
    gallery = re.sub(r"\[numbers\]\((\w+)\.csv\)", lambda link: f"{link[0]} · [PDF]({link[1]}.pdf)" if link[1] in drawn else link[0], figures.gallery())
    write("figures/README.md", re.sub(r"`([a-z0-9-]+)`", r'<a href="../ledger.html#claim-\1">\1</a>', gallery))
    table = ledger.ledger_table(link="notebooks/{}.html".format)
    write("ledger.md", f"{WIDE}# Ledger\n\n{ledger.counts()}\n\n{table.html()}\n\n## The earlier version\n\n"
                       f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="Numbers in both versions">\n{ledger.crosswalk().html()}\n</div>\n\n{claims.own()}\n')
    for name, path in sources().items():  # in the place of the source: what students get
        write(f"notebooks/assignments/source/{name}.ipynb", nbformat.writes(Assignment(path).student(SEED)))
    for module in api.MODULES:
        write(f"api/{module}.md", api.page(module))


def write(name: str, text: str) -> None:
    path = SOURCE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def swap() -> None:
    """Let the new book take the place of the old one."""
    old = BOOK / "html.old"
    shutil.rmtree(old, ignore_errors=True)
    if (BOOK / "html").exists():
        (BOOK / "html").rename(old)
    NEW.rename(BOOK / "html")
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    try:
        gather()
        status = sphinx(["--fail-on-warning", "--fresh-env", "--quiet", "--jobs", "2", "--conf-dir", str(HERE),
                         "--doctree-dir", str(BOOK / "doctrees"), str(SOURCE), str(NEW)])
        if status == 0:
            browser.print_chapters(NEW)
            swap()
            print(f"The book is at {paths.BUILD.name}/book/html/index.html")
    except KeyboardInterrupt:
        print("\nInterrupted. The book of before, if there was one, is as it was.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"The book was not built: {error.filename}: {error.strerror}. The book of before, if there was one, is as it was.", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
