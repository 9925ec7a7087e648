"""What a teacher has beside the points: who and when, what to look at, a platform's table, and answers that a person marks."""

import csv
import os
import re
import time

import nbformat
import pytest

from adaptedflow.classroom import likeness, read_roster
from adaptedflow.classroom.roster import match

from .answers import adapted_flow as answers
from .planted import ASSIGNMENTS, SEED, filled_in
from .test_grade_command import build, grade, quick, table  # noqa: F401

ROSTER = "Student,ID,SIS User ID,SIS Login ID,Section\nPoints Possible,,,,\n\"Lovelace, Ada\",11,u11,ada@x.org,1\n\"Boole, Ben\",12,u12,ben@x.org,1\n\"Noether, Emmy\",13,u13,en@x.org,2\n"


@pytest.fixture
def handed_in(tmp_path):
    """Two students with the model solution and with another right one; the answer to task 6 of the first is hers."""
    folder = tmp_path / "submitted"
    folder.mkdir()
    for number, (student, given) in enumerate({"lovelaceada_1_2_adapted_flow.ipynb": {}, "ben.ipynb": answers.RIGHT}.items()):
        book = filled_in(ASSIGNMENTS["adapted_flow"], given)
        next(cell for cell in book.cells if cell.id == "task-6-answer").source = f"<b>My answer {number}</b>\n\nin two parts\x1b[2J"
        nbformat.write(book, folder / student)
        os.utime(folder / student, (0, time.mktime((2026, 11, 30, 12 + 13 * number, 0, 0, 0, 0, -1))))
    (tmp_path / "roster.csv").write_text(ROSTER)
    return folder


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def run(handed_in, *more):
    folder = handed_in.parent
    result = grade(handed_in, "--assignment", "adapted_flow", "--seed", SEED, "--output", folder / "out", *more)
    assert result.exit_code == 0, result.output
    return table(folder)


def test_roster_and_due_date(handed_in, quick):  # noqa: F811
    rows = run(handed_in, "--roster", handed_in.parent / "roster.csv", "--due", "2026-11-30")
    assert set(rows) == {"Lovelace, Ada", "Boole, Ben", "Noether, Emmy"}
    assert [(row["id"], row["email"], row["late"], row["points"]) for row in rows.values()] == [
        ("u12", "", "1.0 h", "30"), ("u11", "", "no", "30"), ("u13", "", "", "0")]
    assert rows["Lovelace, Ada"]["handed_in"] == "2026-11-30 12:00" and rows["Lovelace, Ada"]["seed"] == str(SEED) and rows["Lovelace, Ada"]["total_out_of"] == "40"
    assert "No notebook was handed in" in rows["Noether, Emmy"]["remarks"]


@pytest.mark.parametrize("text, name, found", [
    (ROSTER, "lovelaceada", "Lovelace, Ada"), (ROSTER, "Ada Lovelace", "Lovelace, Ada"), (ROSTER, "u12", "Boole, Ben"), (ROSTER, "en", "Noether, Emmy"), (ROSTER, "nobody", None),
    ("First name,Surname,ID number,Email address\nAda,Lovelace,7,ada@x.org\n", "Ada Lovelace", "Ada Lovelace"),
    ("student;id;email\nada;7;a@x.org\n", "7", "ada"), ("email\nada@x.org\n", "ada", "ada@x.org"), ("student\nada b\nad ab\n", "adab", None), ("student\nada b\nad ab\n", "ad ab", "ad ab"),
])
def test_who_is_who(text, name, found, tmp_path):
    (tmp_path / "roster.csv").write_text(text)
    person = match(name, read_roster(tmp_path / "roster.csv"))
    assert (person and person.student) == found


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "student\nada\nada\n", "student,id\n,\n"])
def test_what_is_no_roster_is_refused(text, tmp_path):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(ValueError, match="expected"):
        read_roster(tmp_path / "roster.csv")


def test_two_hand_ins_of_one_person_and_one_of_nobody_are_told(handed_in, quick):  # noqa: F811
    for name in ("Ada Lovelace.ipynb", "eve.ipynb"):
        nbformat.write(filled_in(ASSIGNMENTS["adapted_flow"]), handed_in / name)
    rows = run(handed_in, "--roster", handed_in.parent / "roster.csv")
    assert "Several hand-ins seem to be of Lovelace, Ada" in rows["Ada Lovelace"]["remarks"] and "Several" in rows["lovelaceada"]["remarks"]
    assert "not in the roster" in rows["eve"]["remarks"] and "remarks" in rows["Boole, Ben"]


@pytest.mark.parametrize("platform, head, row", [
    ("canvas", ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "adapted_flow (40)"], {"Student": "Lovelace, Ada", "ID": "11", "SIS Login ID": "ada@x.org", "adapted_flow (40)": "39"}),
    ("moodle", ["First name", "Surname", "ID number", "Email address", "adapted_flow (40)", "Feedback comments"], {"ID number": "u11", "adapted_flow (40)": "39", "Feedback comments": "fine"}),
])
def test_a_table_for_the_platform(platform, head, row, handed_in, quick):  # noqa: F811
    options = ["--roster", handed_in.parent / "roster.csv", "--lms", platform]
    run(handed_in, *options)
    rows = rows_of(handed_in.parent / "out/grades.csv")
    for each in rows:
        each |= {"task-5b-answer (by hand)": "4", "task-6-answer (by hand)": "5", "comment": "fine"}
    with open(handed_in.parent / "out/grades.csv", "w") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    run(handed_in, *options)
    written = rows_of(handed_in.parent / "out/lms.csv")
    assert list(written[0]) == head and any(row.items() <= each.items() for each in written)
    assert (written[0]["Student"].strip(), written[0]["adapted_flow (40)"]) == ("Points Possible", "40") if platform == "canvas" else len(written) == 3


def test_points_and_comments_by_hand_flow_into_totals_and_pages(handed_in, quick):  # noqa: F811
    out = handed_in.parent / "out"
    run(handed_in)
    page = (out / "by_hand/task-6-answer.html").read_text()
    assert "lovelaceada" in page and "&lt;b&gt;My answer 0&lt;/b&gt;\n\nin two parts" in page and "\x1b" not in page and "rubric" in page
    assert "<h2>Question</h2>\n<pre>## Task 6: an open question (6 points)" in page
    rows = rows_of(out / "by_hand.csv")
    assert [(row["student"], row["task"], row["out_of"]) for row in rows] == [(s, t, p) for t, p in (("task-5b-answer", "4"), ("task-6-answer", "6")) for s in ("ben", "lovelaceada")]
    (out / "by_hand.csv").write_text("\n".join(["code;task;points;comment;mine"] + [f"{row['code']};{row['task']};2,5;well <done>;7" for row in rows]))
    table_rows = run(handed_in)
    assert table_rows["ben"]["total"] == "35" and table_rows["ben"]["task-6-answer (comment)"] == "well <done>"
    feedback = (out / "feedback/ben.html").read_text()
    assert "My answer 1" in feedback and "well &lt;done&gt;" in feedback and "35 of 40 in all" in feedback
    marked = (out / "by_hand/task-6-answer.html").read_text()
    assert "Marked" not in page and marked.count("<strong>Marked:</strong> 2.5 of 6 points. well &lt;done&gt;</p>") == 2
    rows = rows_of(out / "by_hand.csv")
    assert all(row["points"] == "2,5" and row["mine"] == "7" for row in rows)
    assert run(handed_in)["ben"]["total"] == "35"


@pytest.mark.parametrize("points, comment, said", [("3", "", "3 of 6 points."), ("", "almost", "almost"), ("", "", "")])
def test_what_is_marked_in_part_is_on_the_page(points, comment, said, handed_in, quick):  # noqa: F811
    out = handed_in.parent / "out"
    run(handed_in)
    (out / "by_hand.csv").write_text("\n".join(["code,task,points,comment"] + [f"{row['code']},{row['task']},{points},{comment}" for row in rows_of(out / "by_hand.csv")]))
    run(handed_in)
    assert (out / "by_hand/task-6-answer.html").read_text().count(f"<strong>Marked:</strong> {said}") == (2 if said else 0)


def test_pages_are_for_phones_and_for_the_dark_and_no_word_leaves_them(handed_in, quick):  # noqa: F811
    run(handed_in)
    texts = [path.read_text() for path in (handed_in.parent / "out").rglob("*.html")]
    wanted = ('<meta name="viewport" content="width=device-width', "color-scheme: light dark", "overflow-wrap: anywhere", "pre-wrap", '<html lang="en">', "<title>adapted_flow")
    assert len(texts) == 4 and all(words in text for text in texts for words in wanted)


def test_anonymous_pages_and_table_have_no_names(handed_in, quick):  # noqa: F811
    run(handed_in, "--anonymous")
    for path in (handed_in.parent / "out/by_hand.csv", *(handed_in.parent / "out/by_hand").iterdir()):
        assert "ben" not in path.read_text().replace("<b>", "") and "lovelace" not in path.read_text()


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "code,task,points,comment\nx,y,many,\n", "code,task,points,comment\nx,y,1,2,3\n"])
def test_points_that_are_none_stop_the_run_and_stay(text, handed_in, quick):  # noqa: F811
    (handed_in.parent / "out").mkdir()
    (handed_in.parent / "out/by_hand.csv").write_text(text)
    result = grade(handed_in, "--assignment", "adapted_flow", "--seed", SEED, "--output", handed_in.parent / "out")
    assert result.exit_code == 2 and "kept as it is" in result.output and (handed_in.parent / "out/by_hand.csv").read_text() == text and not quick


def test_likeness_to_the_model_solution_and_to_others_is_told(handed_in, quick):  # noqa: F811
    renamed = {"task-2-answer": model("task-2-answer").replace("columns", "parts").replace("theta", "t") + "\n# mine\n"}
    nbformat.write(filled_in(ASSIGNMENTS["adapted_flow"], answers.RIGHT | renamed), handed_in / "eve.ipynb")
    rows = run(handed_in)
    assert re.search(r"like the model solution: [^;]*jacobian", rows["eve"]["look_here"]) and "like ben:" in rows["eve"]["look_here"] and "like eve:" in rows["ben"]["look_here"]
    assert "jacobian" not in rows["ben"]["look_here"] and "like the model" not in (handed_in.parent / "out/feedback/eve.html").read_text()


def model(name):
    return next(cell.source for cell in ASSIGNMENTS["adapted_flow"].source.cells if cell.id == name)


def test_a_short_answer_says_nothing():
    short = {"f": ("def", "#0", "return")}
    assert likeness.alike({"ada": short, "ben": short}, short) == {"ada": [], "ben": []}


def test_all_points_with_few_lines_are_told(quick, tmp_path):  # noqa: F811
    (tmp_path / "submitted").mkdir()
    nbformat.write(ASSIGNMENTS["adapted_flow"].student(SEED), tmp_path / "submitted/ada.ipynb")
    nbformat.write(filled_in(ASSIGNMENTS["adapted_flow"]), tmp_path / "submitted/ben.ipynb")
    rows = run(tmp_path / "submitted")
    assert "all points with 0 lines" in rows["ada"]["look_here"] and "all points" not in rows["ben"]["look_here"]
