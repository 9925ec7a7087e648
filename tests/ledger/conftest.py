"""Rows of a ledger of one's own."""

import pytest


@pytest.fixture
def write_rows(tmp_path):
    """Write rows, each a dict of fields over those of a valid row, and give the file."""
    valid = {"slug": "one", "section": "2", "number": "(2.6)", "statement": "It holds.", "status": "pending",
             "verdict": "holds", "evidence": "sampled", "notebook": "01_adapted_flow"}

    def write(*rows):
        lines = []
        for row in rows:
            lines.append("[[claim]]")
            lines += [f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
                      for name, value in {**valid, **row}.items() if value is not None]
        path = tmp_path / "claims.toml"
        path.write_text("\n".join(lines))
        return path
    return write
