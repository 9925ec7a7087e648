"""The part of README.md that is made from the ledger."""

from .. import paths
from ..files import write_whole

BEGIN, END = "<!-- counts: written by 'python -m adaptedflow ledger --update-readme' -->", "<!-- end of counts -->"


def with_counts(text: str) -> str:
    """Return the README's text with the counts of the ledger, as they are now and in one sentence, between its two marks.

    Raises ValueError where ``text`` does not have each mark once.
    """
    from ..ledger import summary

    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"README.md: expected one line {BEGIN!r} and one line {END!r}; put them back where the counts belong")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{summary()}.\n{END}{after}"


def update() -> None:
    """Write the counts of the ledger into README.md."""
    readme = paths.ROOT / "README.md"
    write_whole(readme, with_counts(readme.read_text(encoding="utf-8")))
