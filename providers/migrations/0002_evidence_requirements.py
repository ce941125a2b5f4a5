from django.db import migrations

from providers.evidence_list import load


def load_requirements(apps, schema_editor):
    load(apps.get_model("providers", "EvidenceRequirement"))


class Migration(migrations.Migration):
    dependencies = [("providers", "0001_initial")]

    operations = [migrations.RunPython(load_requirements, migrations.RunPython.noop, elidable=True)]
