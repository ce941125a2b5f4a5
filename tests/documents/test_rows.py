from dataclasses import asdict

from apcommission.documents.rows import Problem, rows_with_problems


def test_bad_rows_come_back_in_their_order_with_all_their_problems():
    problems = [
        asdict(Problem(10, "URN", "x", "Enter the URN.")),
        asdict(Problem(2, "Name", "", "Enter the name.")),
        asdict(Problem(10, "Name", "", "Enter the name.")),
    ]
    bad = {"10": {"Name": "", "URN": "x"}, "2": {"URN": "1"}}

    assert rows_with_problems(["Name", "URN"], problems, bad) == (
        ["Name", "URN", "Problem"],
        [
            ["", "1", "Name: Enter the name."],
            ["", "x", "URN: Enter the URN. Name: Enter the name."],
        ],
    )
