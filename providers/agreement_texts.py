"""The texts with which an authority or a school may start its first version. Our own words; the
publisher changes them before providers read them."""

from pathlib import Path

from providers.choices import AgreementKind

FOLDER = Path(__file__).parent / "data" / "agreements"
TITLES = {
    AgreementKind.CONTRACT: "Contract and terms for alternative provision",
    AgreementKind.EXPECTATIONS: "What we expect of providers",
}


def starting_text(kind, *, is_school):
    """The text of a first version of this kind."""
    if kind == AgreementKind.CONTRACT:
        name = "contract"
    else:
        name = "school_expectations" if is_school else "authority_expectations"
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").strip()
