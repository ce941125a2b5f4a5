"""How every page looks: form fields, template tags, charts and vendored style sheets.

Owns no data and imports no other app of the register.
"""
