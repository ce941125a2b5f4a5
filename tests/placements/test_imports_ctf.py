import datetime as dt
import io

import pytest

from apcommission.documents.uploads import Unreadable
from placements.imports.ctf import read_ctf

TODAY = dt.date(2026, 11, 23)
ROBIN = """<Pupil><UPN>L311999914001</UPN><UniqueLearnerNumber>1000000019</UniqueLearnerNumber>
<Surname>Example</Surname><Forename>Robin</Forename><DOB>2012-05-17</DOB><Gender>M</Gender>
<BasicDetails><PreferredForename>Rob</PreferredForename><FormerSurname>Hill</FormerSurname>
<NCyearActual>10</NCyearActual><Ethnicity>WBRI</Ethnicity>
<Languages><Type><LanguageType>F</LanguageType><Language>ENG</Language></Type></Languages>
<EnrolStatus>M</EnrolStatus></BasicDetails>
<FSMhistory><FSMinstance><FSMstartDate>2024-09-04</FSMstartDate></FSMinstance></FSMhistory>
<LookedAfter><InCare>true</InCare><CareAuthority>305</CareAuthority></LookedAfter>
<SENhistory><SEN><StartDate>2023-01-10</StartDate><SENprovision>K</SENprovision></SEN>
<SEN><StartDate>2025-01-10</StartDate><SENprovision>E</SENprovision></SEN>
<SENneeds><SENneed><SENtypeRank>2</SENtypeRank><SENtype>SLCN</SENtype></SENneed>
<SENneed><SENtypeRank>1</SENtypeRank><SENtype>SEMH</SENtype></SENneed></SENneeds></SENhistory>
<Address><PostCode>RM1 3BB</PostCode></Address>
<Contacts><Contact><Surname>Example</Surname><Forename>Alex</Forename>
<Relationship>MOT</Relationship><Responsibility>true</Responsibility>
<Phones><Phone><PhoneNo>01632 960001</PhoneNo></Phone></Phones></Contact>
<Contact><Surname>Unreachable</Surname></Contact></Contacts></Pupil>"""


def ctf(*pupils, root="CTfile", before=""):
    body = f"{before}<{root}><CTFpupilData>{''.join(pupils)}</CTFpupilData></{root}>"
    return io.BytesIO(body.encode())


def read(*pupils, **given):
    return read_ctf(ctf(*pupils, **given), today=TODAY)


def test_reads_a_pupil_with_all_blocks():
    _, _, [robin], problems = read(ROBIN)
    assert problems == []
    assert robin.facts == {
        "upn": "L311999914001",
        "surname": "Example",
        "forename": "Robin",
        "date_of_birth": "2012-05-17",
        "preferred_forename": "Rob",
        "roll": "dual",
        "is_looked_after": True,
        "care_la_code": "305",
        "sex": "M",
        "has_free_meals": True,
        "sen_provision": "E",
        "sen_primary": "SEMH",
        "sen_secondary": "SLCN",
        "nc_year_offset": 0,
        "nc_year_reason": "",
    }
    assert robin.profile["former_surname"] == "Hill"
    assert robin.postcode == "RM1 3BB"
    assert robin.contacts == [
        {
            "name": "Alex Example",
            "relation": "mother",
            "phone": "01632 960001",
            "email": "",
            "has_responsibility": True,
        }
    ]


def test_sex_is_read_as_newer_files_call_it_and_namespaces_do_not_matter():
    newer = ROBIN.replace("Gender>", "Sex>")
    text = ctf(newer).getvalue().replace(b"<CTfile>", b'<CTfile xmlns="urn:x">')
    _, _, [robin], _ = read_ctf(io.BytesIO(text), today=TODAY)
    assert robin.facts["sex"] == "M"


def test_free_meals_that_ended_are_none():
    ended = ROBIN.replace("</FSMinstance>", "<FSMendDate>2025-07-01</FSMendDate></FSMinstance>")
    assert read(ended)[2][0].facts["has_free_meals"] is False


def test_one_broken_pupil_among_forty_leaves_thirty_nine():
    pupil = "<Pupil><Surname>Child{0}</Surname><Forename>A</Forename><DOB>2012-05-{1}</DOB></Pupil>"
    many = [pupil.format(number, "04") for number in range(39)] + [pupil.format("X", "99")]
    _, rows, pupils, problems = read(*many)
    assert len(pupils) == 39
    assert [(problem.row, problem.given) for problem in problems] == [(40, "2012-05-99")]
    assert rows[40]["surname"] == "ChildX"


BOMB = """<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
OUTSIDE = """<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>"""


@pytest.mark.parametrize("before", [BOMB, OUTSIDE])
def test_entities_are_refused(before):
    with pytest.raises(Unreadable, match="declares entities"):
        read(ROBIN, before=before)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<CTfile><CTF", "damaged"),
        (b"\xff\xfe\x00", "damaged"),
        (b"<Other/>", "no common transfer file"),
        (b"<CTfile/>", "holds no pupil"),
        (b"<CTfile>" + b" " * (20 * 1024**2), "smaller than 20 MB"),
    ],
)
def test_what_is_no_ctf_is_refused(content, why):
    with pytest.raises(Unreadable, match=why):
        read_ctf(io.BytesIO(content), today=TODAY)
