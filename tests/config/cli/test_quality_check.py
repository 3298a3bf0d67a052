"""`cairn quality check`: every breach of a rule by file, row, column and remedy."""

import json

import pytest

from tests.config.cli.command import Command

PART = {
    "name": "part of whole", "left": {"measure": "present"}, "operator": "less_or_equal",
    "right": {"measure": "enrolled"}, "remedy": "Ask which was counted twice.",
}  # fmt: skip
BOTH = {
    "name": "both", "left": {"measure": "present"}, "operator": "compulsory_pair",
    "right": {"measure": "enrolled"},
}  # fmt: skip
JUMP = {
    "name": "no jump", "left": {"measure": "enrolled"}, "operator": "less_or_equal",
    "right": {"multiply": [2, {"measure": "enrolled", "ago": 1}]},
}  # fmt: skip
SCHOOLS = """month,school,enrolled,present
2024-01,Elm,30,28
2024-02,Elm,30,31
2024-03,Elm,90,80
2024-01,Oak,<5,3
2024-02,Oak,,12
2024-03,Oak,0,0
"""


run = Command("quality", "check")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "schools.csv"
    path.write_text(SCHOOLS)
    return path


@pytest.fixture
def rules(tmp_path):
    def rules(document):
        path = tmp_path / "rules.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path

    return rules


def test_every_breach_has_its_row_its_columns_and_a_remedy(file, rules):
    answer = run(file, "--rules", rules([PART, BOTH, JUMP]), "--date", "month", "--by", "school", "--json")
    assert (answer.exit_code, answer.stderr) == (
        1, f"Error: {file}: The data break 3 of 3 rules; each place is told.\n",
    )  # fmt: skip
    told = json.loads(answer.stdout)
    assert [(one["row"], one["series"], one["period"], one["rule"]) for one in told["breaches"]] == [
        (3, "Elm", "2024-02", "part of whole"), (4, "Elm", "2024-03", "no jump"),
        (6, "Oak", "2024-02", "both"),
    ]  # fmt: skip
    first, _, pair = told["breaches"]
    assert first["file"] == str(file)
    assert (first["left"], first["right"], first["remedy"]) == (31, 30, "Ask which was counted twice.")
    assert first["columns"] == [
        {"column": "C", "heading": "enrolled", "value": 30, "absent": None},
        {"column": "D", "heading": "present", "value": 31, "absent": None},
    ]
    assert pair["columns"][0]["absent"] == "missing"
    assert pair["remedy"] == "Correct enrolled or present, or say why it is so."
    skipped = [one for one in told["skipped"] if one["row"] == 5]
    assert skipped[0]["missing"] == ["enrolled (2024-01, suppressed)"]
    assert [one["ok"] for one in told["rules"]] == [3, 5, 1]


def test_people_read_where_to_look_and_what_to_do(file, rules):
    shown = run(file, "--rules", rules({"rules": [PART]}), "--date", "month", "--by", "school").output
    assert shown.splitlines()[:2] == [
        "1 of 6 checks found a breach. 2 could not be made: a number is not known.",
        f"{file}, row 3 (Elm), columns C (enrolled), D (present): part of whole is violated in 2024-02: "
        "present ≤ enrolled, and it is 31 and 30. Ask which was counted twice.",
    ]


def test_without_periods_each_row_is_checked_by_itself(tmp_path, rules):
    files = []
    for name in ("b", "a"):
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_text("enrolled,present\n3,4\n3,4\n1,1\n")
    answer = run(*files, "--rules", rules([PART]), "--json")
    breaches = json.loads(answer.stdout)["breaches"]
    assert [(one["file"], one["row"]) for one in breaches] == [
        (str(file), row) for file in files for row in (2, 3)
    ]
    assert breaches[0]["message"].startswith("part of whole is violated in row 2: ")


def test_clean_data_end_with_0(tmp_path, rules):
    path = tmp_path / "clean.csv"
    path.write_text("enrolled,present\n3,2\n3,3\n")
    answer = run(path, "--rules", rules([PART]))
    assert (answer.exit_code, answer.output.splitlines()[0]) == (0, "All 2 checks are met.")
    path.write_text("enrolled,present\n3,\n3,3\n")
    answer = run(path, "--rules", rules([PART]))
    assert (answer.exit_code, answer.output.splitlines()[0]) == (
        0, "1 of 2 checks is met. 1 could not be made: a number is not known.",
    )  # fmt: skip


def test_many_breaches_are_counted_and_the_first_hundred_told(tmp_path, rules):
    path = tmp_path / "many.csv"
    path.write_text("enrolled,present\n" + "1,2\n" * 130)
    shown = run(path, "--rules", rules([PART])).stdout
    assert shown.count("row ") == 2 * 100
    assert "… and 30 more; --json tells all." in shown


def test_everything_wrong_with_the_rules_is_told_at_once(file, rules):
    path = rules([PART, {**PART, "operator": "like"}, {"name": "x"}, PART])
    answer = run(file, "--rules", path)
    assert answer.exit_code == 1
    assert answer.stderr.replace(f"{path.parent}/", "").splitlines() == [
        "Error: rules.json, rule 2: operator is 'like': use one of equal, not_equal, greater, "
        "greater_or_equal, less, less_or_equal, compulsory_pair, exclusive_pair.",
        "rules.json, rule 3: operator is None: use one of equal, not_equal, greater, "
        "greater_or_equal, less, less_or_equal, compulsory_pair, exclusive_pair.",
        "rules.json, rule 3: left is missing: give an expression.",
        "rules.json, rule 3: right is missing: give an expression.",
        "rules.json: The name 'part of whole' is there twice. Give each rule its own.",
    ]


@pytest.mark.parametrize("document", ["[]", "{}", "3", "[[", "null"])
def test_a_file_without_rules_is_refused(file, rules, document):
    answer = run(file, "--rules", rules(document))
    assert (answer.exit_code, "rules.json: " in answer.stderr) == (1, True)


def test_a_measure_that_is_no_column_is_named(file, rules):
    answer = run(file, "--rules", rules([{**PART, "left": {"measure": "there"}}]))
    assert "row 1: The column 'there' is not there." in answer.stderr


def test_a_side_that_fits_no_number_is_null_and_told_by_its_power_of_ten(tmp_path, rules):
    path = tmp_path / "huge.csv"
    path.write_text("n,one\n1e99,1\n")
    rule = {"name": "r", "left": {"multiply": [{"measure": "n"}] * 9}, "operator": "less", "right": 1}
    (breach,) = json.loads(run(path, "--rules", rules([rule]), "--json").stdout)["breaches"]
    assert (breach["left"], breach["right"]) == (None, 1)
    assert "it is about 10^891 and 1." in breach["message"]
