import pytest

from providers.forms.public import PublicCatalogueForm


@pytest.mark.parametrize(
    ("address", "cleaned"), [("Elmshire", "elmshire"), ("elm-shire_2", "elm-shire_2")]
)
def test_address_is_in_small_letters(address, cleaned):
    form = PublicCatalogueForm({"address": address})
    assert form.is_valid()
    assert form.cleaned_data == {"is_on": False, "address": cleaned, "introduction": ""}


@pytest.mark.parametrize("address", ["", "two words", "a/b", "ä", "x" * 61])
def test_address_that_would_not_be_one_is_refused(address):
    form = PublicCatalogueForm({"address": address})
    assert set(form.errors) == {"address"}
