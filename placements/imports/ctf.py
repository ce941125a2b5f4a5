"""Pupils from a common transfer file, the XML that every school's system writes.

Source: DfE, "Common transfer file specification". Elements are found by their local names, blocks
may be missing, and either Gender or Sex is taken; a file that declares entities is refused.
"""

import io

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, parse

from apcommission.documents.rows import Problem
from apcommission.documents.uploads import MB, Unreadable
from placements.choices import Relation
from placements.imports.facts import read_facts

MAX_BYTES = 20 * MB
MAX_PUPILS = 5000
# fact -> the path of local names to it.
PATHS = {
    "upn": ("UPN",),
    "uln": ("UniqueLearnerNumber",),
    "surname": ("Surname",),
    "forename": ("Forename",),
    "date_of_birth": ("DOB",),
    "middle_names": ("BasicDetails", "MiddleNames"),
    "preferred_surname": ("BasicDetails", "PreferredSurname"),
    "preferred_forename": ("BasicDetails", "PreferredForename"),
    "former_surname": ("BasicDetails", "FormerSurname"),
    "former_forename": ("BasicDetails", "FormerForename"),
    "former_upn": ("BasicDetails", "FormerUPN"),
    "nc_year": ("BasicDetails", "NCyearActual"),
    "ethnicity": ("BasicDetails", "Ethnicity"),
    "roll": ("BasicDetails", "EnrolStatus"),
    "is_looked_after": ("LookedAfter", "InCare"),
    "care_la_code": ("LookedAfter", "CareAuthority"),
    "postcode": ("Address", "PostCode"),
}
RELATIONS = {
    "MOT": Relation.MOTHER,
    "FAT": Relation.FATHER,
    "STM": Relation.STEP_PARENT,
    "STF": Relation.STEP_PARENT,
    "GRP": Relation.GRANDPARENT,
    "FOM": Relation.CARER,
    "FOF": Relation.CARER,
    "CAR": Relation.CARER,
}


def read_ctf(file, *, today):
    """(columns, {number: {element: text}}, [PupilRow], [Problem]); pupils are numbered from 1.

    Raises Unreadable for what is no CTF, is too large, or declares entities.
    """
    root = _parse(file)
    if _name(root) != "CTfile":
        raise Unreadable("This XML file is no common transfer file.")
    elements = [each for each in root.iter() if _name(each) == "Pupil"]
    if not elements:
        raise Unreadable("The common transfer file holds no pupil.")
    if len(elements) > MAX_PUPILS:
        raise Unreadable(f"The file holds more than {MAX_PUPILS:,} pupils. Split it.")
    rows, pupils, problems = {}, [], []
    for number, element in enumerate(elements, start=1):
        given = _given(element)
        rows[number] = {name: text for name, text in given.items() if text}
        pupil, wrong = read_facts(number, given, today=today)
        wrong += _contacts(pupil, element)
        problems += wrong
        if not wrong:
            pupils.append(pupil)
    return [*PATHS, "sex", "has_free_meals"], rows, pupils, problems


def _parse(file):
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Unreadable(f"The file must be smaller than {MAX_BYTES // MB} MB.")
    try:
        return parse(io.BytesIO(content), forbid_dtd=True).getroot()
    except DefusedXmlException:
        raise Unreadable(
            "The file declares entities, which a common transfer file never does."
        ) from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable("The file is damaged. Make it again in your own system.") from None


def _given(element):
    given = {name: _text(element, *path) for name, path in PATHS.items()}
    given["sex"] = _text(element, "Sex") or _text(element, "Gender")
    language = next(_all(element, "BasicDetails", "Languages", "Type", "Language"), None)
    given["first_language"] = _plain(language)
    meals = list(_all(element, "FSMhistory", "FSMinstance"))
    if meals:
        given["has_free_meals"] = "N" if all(_text(each, "FSMendDate") for each in meals) else "Y"
    newest = max(
        _all(element, "SENhistory", "SEN"), key=lambda each: _text(each, "StartDate"), default=None
    )
    given["sen_provision"] = _text(newest, "SENprovision") if newest is not None else ""
    needs = sorted(
        _all(element, "SENhistory", "SENneeds", "SENneed"),
        key=lambda need: _text(need, "SENtypeRank") or "9",
    )
    for name, need in zip(("sen_primary", "sen_secondary"), needs, strict=False):
        given[name] = _text(need, "SENtype")
    return given


def _contacts(pupil, element):
    """Add each contact who can be reached."""
    problems = []
    for contact in _all(element, "Contacts", "Contact"):
        name = f"{_text(contact, 'Forename')} {_text(contact, 'Surname')}".strip()
        phones = [_plain(each) for each in contact.iter() if _name(each) == "PhoneNo"]
        email = _text(contact, "Email")
        if name and len(name) > 150:
            problems.append(Problem(pupil.row, "Contact", name, "A name may have 150 letters."))
        elif name and (phones or email):
            pupil.contacts.append(
                {
                    "name": name,
                    "relation": RELATIONS.get(_text(contact, "Relationship"), Relation.OTHER),
                    "phone": (phones or [""])[0][:40],
                    "email": email[:254],
                    "has_responsibility": _text(contact, "Responsibility").lower() == "true",
                }
            )
    return problems


def _name(element):
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _all(element, *path):
    """Every element at the path of local names under this one."""
    here = [element]
    for name in path:
        here = [child for each in here for child in each if _name(child) == name]
    return iter(here)


def _text(element, *path):
    return _plain(next(_all(element, *path), None))


def _plain(element):
    return (element.text or "").strip() if element is not None else ""
