"""Rows of files of providers."""

import csv
import io

from apcommission.documents.spreadsheet import xlsx_bytes

FARM = {
    "Provider name": "Bridge Farm",
    "Kind of provider": "Non-school AP",
    "UKPRN": "10012345",
    "Phone": "01632 960 001",
    "Site name": "Main yard",
    "Postcode": "RM1 3BB",
    "Offer": "Land skills",
    "Youngest age": "14",
    "Oldest age": "16",
    "Needs": "Autism; Behaviour",
    "Offered on": "Mon to Fri",
    "Places in a half-day": "6",
    "Price in pounds": "65.00",
    "Price is for": "a day",
}
MILL = {
    "Provider name": "Mill Studio",
    "Kind of provider": "Registered independent school",
    "URN": "123456",
    "Site name": "Top floor",
    "Offer": "Music",
    "Youngest age": "11",
    "Oldest age": "14",
    "Price in pounds": "90",
    "Price is for": "a half-day",
}


def numbered(*rows):
    """As `read_rows` gives them: the heading is row 1."""
    return list(enumerate(rows, start=2))


def csv_file(*rows, name="providers.csv", columns=None):
    columns = columns or list(dict.fromkeys(heading for row in rows for heading in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    file = io.BytesIO(out.getvalue().encode())
    file.name = name
    return file


def xlsx_file(*rows, name="providers.xlsx"):
    columns = list(dict.fromkeys(heading for row in rows for heading in row))
    content = xlsx_bytes(columns, [[row.get(column, "") for column in columns] for row in rows])
    file = io.BytesIO(content)
    file.name = name
    return file
