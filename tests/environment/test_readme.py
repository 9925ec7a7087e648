"""What README.md shows is what happens."""

import contextlib
import io
import re

import pytest

import adaptedflow as af
from adaptedflow import paths
from adaptedflow.cli.readme import with_counts
from adaptedflow.cli import main

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")


CODE, PRINTED = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL).groups()


def printed(code):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    return out.getvalue()


def test_the_example_prints_what_stands_below_it():
    assert printed(CODE) == PRINTED


def test_the_example_with_relu_is_refused_at_the_rank_the_text_gives():
    relu = CODE.replace('"tanh"', '"relu"')
    with pytest.raises(af.RankLossError):
        printed(relu)
    assert printed(relu.split("stop =")[0]).split()[-1] == "515" and "rank $D$ is 515" in README


def test_the_counts_are_those_of_the_ledger():
    assert with_counts(README) == README, "run python -m adaptedflow ledger --update-readme"


def test_counts_need_their_marks():
    with pytest.raises(ValueError, match="put them back"):
        with_counts(README.replace("<!-- end of counts -->", ""))


def test_links_lead_somewhere():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links and [link for link in links if not (paths.ROOT / link).exists()] == []


def test_commands_exist():
    targets = re.search(r"^\.PHONY: (.*)$", (paths.ROOT / "Makefile").read_text(), re.MULTILINE).group(1).split()
    assert set(re.findall(r"\bmake ([a-z-]+)\b(?=`|\s+#|,)", README)) <= set(targets)
    for command, options in re.findall(r"-m adaptedflow (\w+)([^#\n'`]*)", README):
        assert command in main.commands
        known = {option for parameter in main.commands[command].params for option in parameter.opts}
        assert {word for word in options.split() if word.startswith("-") and word != "-->"} <= known
