"""Unique pupil numbers and unique learner numbers: what makes one right or wrong.

Source: DfE, "Unique pupil numbers: a guide for schools and local authorities" (check letter by
modulus 23, temporary numbers end in a letter) and the Learning Records Service (ULN, modulus 11).
"""

# Twenty-three letters: I, O and S are never used. A stands for 0, Z for 22.
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NO_ULN = "9999999999"


def upn_check_letter(body):
    """The first letter of a UPN, from the twelve characters that follow it.

    The last of the twelve may be a letter, in a temporary UPN. Raises ValueError for any other
    body.
    """
    serial = body[11:]
    if len(body) != 12 or not _digits(body[:11]) or not (_digits(serial) or serial in LETTERS):
        raise ValueError("A UPN has 11 digits and then a digit or a letter after its first letter.")
    last = int(serial) if _digits(serial) else LETTERS.index(serial)
    total = sum(weight * int(digit) for weight, digit in enumerate(body[:11], start=2))
    return LETTERS[(total + 13 * last) % 23]


def is_temporary_upn(upn):
    """Whether the number is one that a school gave until the permanent one is known."""
    return len(upn) == 13 and upn[12] in LETTERS


def upn_problem(upn, la_codes=None):
    """One plain sentence that says what is wrong with a UPN; "" when nothing is.

    `la_codes`: the three-digit codes of the authorities that may have given it; None takes any.
    """
    upn = upn.strip().upper()
    if not upn:
        return "Enter the UPN."
    if len(upn) != 13:
        return f"A UPN has 13 characters; this one has {len(upn)}."
    if upn[0] not in LETTERS:
        return "A UPN begins with a letter, and never with I, O or S."
    if not _digits(upn[1:12]):
        return "Characters 2 to 12 of a UPN are digits."
    if not (_digits(upn[12]) or upn[12] in LETTERS):
        return "A UPN ends with a digit, or with a letter when it is temporary."
    if upn_check_letter(upn[1:]) != upn[0]:
        return "The first letter of this UPN does not fit its digits. Check for a typing mistake."
    if la_codes is not None and upn[1:4] not in la_codes:
        return f"No local authority has the number {upn[1:4]} that this UPN gives."
    return ""


def make_upn(la_code, school_number, year, serial):
    """A permanent UPN: LA code, the school's four-digit number, year of issue, serial number.

    Only for invented pupils: a real UPN is given by a school.
    """
    body = f"{la_code}{school_number:04d}{year % 100:02d}{serial:03d}"
    return upn_check_letter(body) + body


def uln_is_valid(uln):
    """Whether ten digits are a unique learner number; "9999999999" means that none is known."""
    if len(uln) != 10 or not _digits(uln) or uln == NO_ULN:
        return False
    weighted = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), uln, strict=False)
    )
    remainder = weighted % 11
    return remainder != 0 and int(uln[9]) == 10 - remainder


def _digits(text):
    # str.isdigit() alone also takes superscripts and other scripts' digits.
    return text.isascii() and text.isdigit()
