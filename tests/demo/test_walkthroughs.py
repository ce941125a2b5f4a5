from apcommission.accounts.choices import Role
from apcommission.demo.walkthroughs import SHOWN, WALKTHROUGHS


def test_every_role_has_a_walk_and_an_account():
    assert set(WALKTHROUGHS) == set(SHOWN) == set(Role)
    assert [role for role, lines in WALKTHROUGHS.items() if not lines] == []
