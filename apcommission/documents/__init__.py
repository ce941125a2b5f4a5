"""PDF and spreadsheet making. Imports none of ours."""
