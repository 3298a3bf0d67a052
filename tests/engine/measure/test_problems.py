from cairn.engine.measure.problems import Problem, errors


def test_a_problem_says_where_what_and_what_to_do():
    problem = Problem(
        "a.xlsx", "2024", 3, 2, "People", "number", "'x' is not a number.", "Write figures only."
    )
    assert (
        str(problem)
        == "a.xlsx, sheet 2024, row 3, column B (People): 'x' is not a number. Write figures only."
    )
    notice = Problem("a.csv", "", None, None, "", "sheet-skipped", "Left out.", "", is_error=False)
    assert str(notice) == "a.csv: Left out."
    assert errors([problem, notice]) == (problem,)
