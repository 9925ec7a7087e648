"""What is refused, each with the line, the column and the option that helps. Never a number that is not in the file."""

import pytest

from adaptedflow.datasets.tables import Options, load_table

from .test_reading import read


@pytest.mark.parametrize("text, words", [
    ("a,b\n1_000,2\n2_500,1\n", r"own.csv, line 2, column a: expected a number, got '1_000' \(and 1 more in this column\). Add --thousands _ if"),
    ('a,b\n"1,250",2\n"2,500",1\n', "line 2, column a: .*'1,250'.* Add --thousands , if this sign groups digits, or --decimal , if"),
    ("a;b\n1,250;2\n2,500;1\n", "'1,250' can be 1.250 or 1250. Add --decimal , for the first, --thousands , for the second"),
    ("a;b\n1.250,5;2\n2.500,25;1\n", "'1.250,5'.* Add --decimal , --thousands . to read it"),
    ("a;b\n1'250;2\n2;1\n", "Add --thousands \"'\""),
    ("a;b\n1 250;2\n2;1\n", "Add --thousands ' '"),
    ("a,b\n1 250,2\n2 500,1\n3 000,7\n", "line 2, column a: .*'1 250'.* Add --thousands ' '"),
    ('a,b\n"1,2\n2,3\n', "line 2: a quote is opened and never closed"),
    ("a;b\n0,5;2\n1,5;1.25\n", "line 3, column b: .*'1.25'.* Add --decimal . if this is the decimal sign"),
    ("a,b\n\uff11,2\n2,1\n", "line 2, column a: expected a number, got '\uff11'"),
    ("a,b\n\u0661,2\n2,1\n", "line 2, column a: expected a number"),
    ("a,b\n\u22121,2\n2,1\n", "typographical minus"),
    ("a,b\n5%,2\n2%,1\n", "Take the percent signs away"),
    ("a,b\n0x10,2\n2,1\n", "got '0x10'"),
    ("a,b\nTrue,2\nFalse,1\n", "--categories"),
    ("a,b\n1e999,2\n2,1\n", "'1e999'.* Doubles reach"),
    ("a,b\n1e-320,2\n2,1\n", "'1e-320'.* Doubles reach"),
    ("a,b\n1e-999,2\n2,1\n", "'1e-999'.* Doubles reach"),
    ("a,b\ninf,2\n2,1\n", "--na-values inf --dropna"),
    ("a,b\n1,2\n,3\n", "line 3, column a: a value is missing; rows with gaps: 1. .*--dropna.*--usecols"),
    ("a,b\n1,2\n3,nan\n", r"line 3, column b: a value is missing \(nan\)"),
    ("a,b\n1,2\n3\n", "line 3, column b: a value is missing"),
    ("who,b\nann,2\nbob,3\n", "line 2, column who: .*'ann'.*--index-col.*--categories.*--usecols"),
    ("1,red\n2,3\n", "line 1, column 2: expected a number, got 'red', or names in the whole line, got '1'. .* --header"),
    ("1,2\n3,red\n", "line 2, column V2: expected a number, got 'red'"),
    (",a,b\n0.3,1,2\n0.1,4,5\n", "first column has no name. Add --index-col 0 if .*, --index-col False if"),
    ("a,b\n1,2\n3,4,5\n", "line 3: expected 2 entries, as there are names, got 3"),
    ("a,b\n0,1,5\n7,2,5\n", "line 2: expected 2 entries, as there are names, got 3"),
    ("a,b,y\n1,250,2,3\n2,500,1,4\n3,000,7,1\n", "line 2: expected 3 entries, as there are names, got 4. .*--index-col 0 .*a comma within numbers"),
    ("a,b\n1,2 # note\n3,4\n", "got '2 # note'.*--comment"),
    ('a,b\n1,2\n"3,4\n5,6\n', "line 3: a quote is opened and never closed"),
    ('a,"b\n1,2\n', "line 1: a quote is opened and never closed"),
    ('a,b\n1,2\n"3,4\n5","6"\n', "line 3, column a: .*A quote before it is closed in a later line only"),
    ("a,b\n1,2\n" + '"' + "3,4\n" * 40000, "line 3: a quote is opened and not closed for long"),
    ("a,b,c\n1,2,3\n1,4,5\n1,2,6\n", "got the constant column a. Leave them out .--usecols.: the biases"),
    ("a,b\n0.3,1\n0.30000000000000004,2\n", "up to rounding constant column a"),
    ("a:b\n1:2\n", "expected at least 2 columns, got 1, as in 'a:b'. Name the sign between columns"),
    ("a\n1\n2\n", "expected at least 2 columns, got 1"),
    ("a,b\n", "at least one row of numbers, got none"),
    ("", "at least one row of numbers, got none"),
    ("\n# x\n\n", "at least one row of numbers, got none"),
    ("a,b\n1,\x002\n", "line 2: expected text, got a zero byte"),
])
def test_what_is_no_data(text, words):
    with pytest.raises(ValueError, match=words):
        read(text)


@pytest.mark.parametrize("options, words", [
    (dict(sep="ab"), "sep: expected one sign"),
    (dict(sep=";"), "expected more than 1 columns.*--sep"),
    (dict(decimal=",,"), "decimal: expected one sign"),
    (dict(thousands=".", decimal="."), "thousands: expected another sign"),
    (dict(usecols=("a", "c")), "--usecols: expected columns of a, b, y, or places from 0 to 2, got 'c'"),
    (dict(usecols=("a", "0")), "--usecols: expected each column once"),
    (dict(targets=("3",)), "--targets: expected columns of a, b, y"),
    (dict(targets=("a", "b")), "expected more than 1 columns, .*got 3 with 2 of targets"),
    (dict(index_col="z"), "--index-col: expected columns of"),
    (dict(categories=("b",), targets=("b",)), "with 2 of targets"),
    (dict(header=False), "line 1, column V1: expected a number, got 'a'"),
    (dict(comment="//"), "comment: expected one sign"),
    (dict(compression="gzip"), "expected gzip data, as --compression says"),
    (dict(compression="rar"), "compression: expected one of"),
    (dict(encoding="klingon"), "encoding: expected a name that Python knows"),
    (dict(skiprows=9), "at least one row"),
    (dict(na_values=("1", "4"), dropna=True), "each row has a missing value"),
])
def test_options_that_do_not_fit(options, words):
    with pytest.raises(ValueError, match=words):
        read("a,b,y\n1,2,3\n4,5,6\n", **options)


def test_what_is_no_source(tmp_path):
    with pytest.raises(FileNotFoundError, match="none.csv, where there is none"):
        load_table(tmp_path / "none.csv")
    with pytest.raises(ValueError, match="expected a table that can be read, got .*: Is a directory"):
        load_table(tmp_path)
    with pytest.raises(TypeError, match="source: expected the path"):
        load_table(7)
    with pytest.raises(TypeError, match="options: expected an Options"):
        load_table(tmp_path, 1, {"sep": ";"})
    with pytest.raises(ValueError, match="num_targets"):
        load_table(tmp_path, 0, Options())
