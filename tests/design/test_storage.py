import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.test import override_settings

from apcommission.design.storage import HashedStorage


@pytest.fixture
def collect(tmp_path):
    """Write files as collectstatic would and return {name: hashed name, text}."""

    def run(files):
        with override_settings(STATIC_ROOT=tmp_path, DEBUG=False):
            plain = StaticFilesStorage(location=tmp_path)
            for name, text in files.items():
                (tmp_path / name).parent.mkdir(exist_ok=True)
                (tmp_path / name).write_text(text)
            storage = HashedStorage(location=tmp_path)
            found = {name: (plain, name) for name in files}
            for _, _, problem in storage.post_process(found):
                if isinstance(problem, Exception):
                    raise problem
            return {
                name: (hashed, (tmp_path / hashed).read_text())
                for name, hashed in storage.hashed_files.items()
            }

    return run


def test_imports_between_modules_are_rewritten(collect):
    made = collect(
        {
            "app.js": 'import { go } from "./vendor/kit.js";\ngo();\n',
            "vendor/kit.js": "export const go = 1;\n",
        }
    )
    hashed = made["vendor/kit.js"][0]
    assert hashed != "vendor/kit.js"
    assert made["app.js"][1] == f'import {{ go }} from "./{hashed}";\ngo();\n'


def test_a_change_changes_the_name(collect):
    first = collect({"a.css": "a{color:red}"})["a.css"][0]
    second = collect({"a.css": "a{color:blue}"})["a.css"][0]
    assert first != second


def test_an_import_of_a_file_that_is_not_there_stops_collecting(collect):
    with pytest.raises(ValueError, match="missing.js"):
        collect({"app.js": 'import { go } from "./missing.js";\n'})


def test_the_product_uses_it():
    assert HashedStorage.manifest_strict is True
    assert HashedStorage.support_js_module_import_aggregation is True
