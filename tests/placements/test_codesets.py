from placements.codesets import ENGLISH, ethnicities, languages


def test_code_sets_have_a_name_for_each_code():
    for codes in (ethnicities(), languages()):
        assert all(codes.values())
        assert all(len(code) <= 4 for code in codes)


def test_languages_are_in_the_order_of_their_names():
    names = [name.lower() for name in languages().values()]
    assert names == sorted(names)
    assert languages()[ENGLISH] == "English"


def test_ethnicities_end_with_what_is_not_known():
    assert list(ethnicities())[-2:] == ["NOBT", "REFU"]
