from io import StringIO

import pytest
from django.core.management import call_command

from qa.models import Framework, Standard


@pytest.mark.django_db
def test_load_frameworks_says_what_it_added_and_can_be_run_twice():
    Standard.objects.all().delete()
    Framework.objects.all().delete()
    said = [StringIO(), StringIO()]
    for out in said:
        call_command("load_frameworks", stdout=out)
    assert [out.getvalue() for out in said] == ["45 standards added.\n", "Nothing was missing.\n"]
    assert Standard.objects.count() == 45
