from django.db import migrations

from qa.standards import load


def load_standards(apps, schema_editor):
    load(apps.get_model("qa", "Framework"), apps.get_model("qa", "Standard"))


class Migration(migrations.Migration):
    dependencies = [("qa", "0001_initial")]

    operations = [migrations.RunPython(load_standards, migrations.RunPython.noop, elidable=True)]
