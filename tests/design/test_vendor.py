"""npm is stood in for by a small program of that name, so no test fetches anything."""

import base64
import dataclasses
import hashlib
import io
import stat
import subprocess
import sys
import tarfile

import pytest

from apcommission.design import vendor

CSS = "p{font-family:GDS Transport,arial,sans-serif}/*# sourceMappingURL=a.css.map */"
CLEAN = 'p{font-family:"Helvetica Neue",Helvetica,Arial,sans-serif}\n'


@pytest.fixture
def package(tmp_path, monkeypatch):
    """One package in a folder of ready archives, and an `npm` on the path that hands it out."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as opened:
        member = tarfile.TarInfo("package/dist/kit.css")
        member.size = len(CSS)
        opened.addfile(member, io.BytesIO(CSS.encode()))
    ready = tmp_path / "ready.tgz"
    ready.write_bytes(archive.getvalue())
    npm(tmp_path, monkeypatch, f'echo "$2" >> {tmp_path}/asked; cp {ready} kit-1.0.0.tgz')
    digest = base64.b64encode(hashlib.sha512(archive.getvalue()).digest()).decode()
    made = vendor.Package("kit", "1.0.0", f"sha512-{digest}", {"dist/kit.css": "out/kit.css"})
    monkeypatch.setattr(vendor, "PACKAGES", (made,))
    return made


def npm(folder, monkeypatch, command):
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    program = programs / "npm"
    program.write_text(f"#!/bin/sh\n{command}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")


def test_files_are_written_rewritten(package, tmp_path):
    assert vendor.vendor(tmp_path) is True
    assert (tmp_path / "out/kit.css").read_text() == CLEAN
    assert (tmp_path / vendor.STAMP).read_text() == vendor.stamp()


def test_the_second_run_asks_npm_for_nothing(package, tmp_path):
    vendor.vendor(tmp_path)
    assert vendor.vendor(tmp_path) is False
    assert (tmp_path / "asked").read_text() == "kit@1.0.0\n"


def test_a_missing_file_or_another_version_is_fetched_again(package, tmp_path):
    vendor.vendor(tmp_path)
    (tmp_path / "out/kit.css").unlink()
    assert vendor.vendor(tmp_path) is True
    (tmp_path / vendor.STAMP).write_text("kit@0.9.0")
    assert vendor.vendor(tmp_path) is True


def test_a_package_that_is_not_the_pinned_one_writes_nothing(package, tmp_path, monkeypatch):
    other = dataclasses.replace(package, integrity="sha512-other")
    monkeypatch.setattr(vendor, "PACKAGES", (other,))
    with pytest.raises(vendor.VendorError, match="kit@1.0.0 is not the file we pinned"):
        vendor.vendor(tmp_path)
    assert not (tmp_path / "out").exists()


def test_without_npm_one_sentence_says_what_to_do(package, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(vendor.VendorError) as refused:
        vendor.vendor(tmp_path)
    assert str(refused.value) == (
        "npm was not found: install Node.js 20 or later, then run this command again."
    )


def test_what_npm_says_is_passed_on(package, tmp_path, monkeypatch):
    npm(tmp_path, monkeypatch, "echo no network >&2; exit 1")
    with pytest.raises(vendor.VendorError, match=r"npm could not fetch kit@1.0.0: no network"):
        vendor.vendor(tmp_path)


def test_main_reports(package, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    assert [vendor.main(), vendor.main()] == [0, 0]
    assert capsys.readouterr().out == "Front-end files fetched.\nFront-end files are up to date.\n"
    monkeypatch.setenv("PATH", "")
    (tmp_path / vendor.STAMP).unlink()
    assert vendor.main() == 1
    assert capsys.readouterr().err.startswith("npm was not found")


def test_moj_style_sheet_is_cut_down():
    css = ".moj-badge{a:1}.moj-header{b:2}"
    assert vendor.rewrite("static/vendor/moj-components.min.css", css) == (
        '@charset "UTF-8";.moj-badge{a:1}\n'
    )


def test_every_real_package_is_pinned_by_sha512():
    assert [package.integrity[:7] for package in vendor.PACKAGES] == ["sha512-"] * 3
    assert all(len(package.integrity) == 95 for package in vendor.PACKAGES)


def test_the_fetched_files_carry_no_branding():
    for path in (vendor.ROOT / "static/vendor").glob("*.min.css"):
        text = path.read_text()
        found = [
            word
            for word in ("GDS Transport", "@font-face", "crest", "/assets/", ".map")
            if word in text
        ]
        assert found == [], path.name


def test_it_runs_before_django_is_set_up(tmp_path):
    """It is needed before there are settings that work, so it must not read them."""
    code = f"from apcommission.design.vendor import *; print(is_current(Path({str(tmp_path)!r})))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=vendor.ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "no.such.settings"},
    )
    assert run.stdout == "False\n"
