from apcommission.demo.catalogue import PARTLY, REASONS, rows_for
from apcommission.demo.plan import SIZES
from qa.choices import Grade


def test_rows_for_a_whole_authority_are_all():
    assert len(rows_for(SIZES["la"])) == 20


def test_rows_for_a_small_demo_are_few():
    assert 6 <= len(rows_for(SIZES["small"])) <= 9


def test_every_grade_says_how_much_is_partly_met():
    assert set(PARTLY) == set(Grade.values)
    assert PARTLY["strong"] < PARTLY["sound"] < PARTLY["developing"] < PARTLY["concern"]


def test_every_decision_of_the_file_has_its_reason():
    decided = {row.status for row in rows_for(SIZES["la"])} - {"applied"}
    assert decided == set(REASONS)
