"""Fetch the style sheets and scripts we did not write: `python -m apcommission.design.vendor`.

npm packs each package into an archive; its sha512 must equal the one written here. GOV.UK's
branding (font, crest) may not be used outside gov.uk, so it is taken out before the files are
written to `static/vendor/`, which git ignores. axe-core, which only the tests use, goes to
`.assets/`, where no web server looks.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .css import keep_components, strip_source_map, unbrand

ROOT = Path(__file__).resolve().parents[2]
STAMP = "static/vendor/versions.txt"


class VendorError(Exception):
    """A file could not be fetched or is not the one we pinned; the message says what to do."""


@dataclass(frozen=True)
class Package:
    """One pinned npm package and the files we take: {path in the archive: path in the project}."""

    name: str
    version: str
    integrity: str
    files: dict[str, str]

    @property
    def spec(self):
        return f"{self.name}@{self.version}"


PACKAGES = (
    Package(
        "govuk-frontend",
        "6.6.0",
        "sha512-xctkWrQvLnvQt7fyjQ3MGX9S0wz0x0RQuLxCeoXF+s8EjGICG81/DYQGKN5qgO+0KVT12UAaRwUsGY6fulRcRg==",
        {
            "dist/govuk/govuk-frontend.min.css": "static/vendor/govuk-frontend.min.css",
            "dist/govuk/govuk-frontend.min.js": "static/vendor/govuk-frontend.min.js",
        },
    ),
    Package(
        "@ministryofjustice/frontend",
        "11.1.0",
        "sha512-1bkUbm2M4DpcpX/pOmumQRBsbJco9W2RwmJv5h/ZC/ZqrAOn2/FjpF+A7vS0gs7oMXBizr9O5huDrSYbLx73Nw==",
        {"moj/moj-frontend.min.css": "static/vendor/moj-components.min.css"},
    ),
    Package(
        "axe-core",
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        {"axe.min.js": ".assets/axe.min.js"},
    ),
)
MOJ_COMPONENTS = ("alert", "badge", "notification-badge", "sub-navigation", "timeline")


def stamp():
    """What the folder holds when it is up to date: one line a package, and this code's own hash.

    The hash makes a change to the rewriting fetch again, not only a change of version.
    """
    here = Path(__file__).parent
    code = b"".join((here / name).read_bytes() for name in ("vendor.py", "css.py"))
    lines = [f"{package.spec} {package.integrity}" for package in PACKAGES]
    return "\n".join([*lines, f"rewritten by {hashlib.sha256(code).hexdigest()}", ""])


def is_current(root):
    """True when every file is there and was made by this code from these versions."""
    files = [root / path for package in PACKAGES for path in package.files.values()]
    stamped = root / STAMP
    return (
        all(path.is_file() for path in files)
        and stamped.is_file()
        and stamped.read_text() == stamp()
    )


def pack(package, folder):
    """Let npm put the package's archive into the folder; return its bytes.

    npm reads its own settings, so a private mirror works without any change here.
    """
    try:
        subprocess.run(
            ["npm", "pack", package.spec, "--silent", "--ignore-scripts"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        raise VendorError(
            "npm was not found: install Node.js 20 or later, then run this command again."
        ) from None
    except subprocess.CalledProcessError as error:
        detail = error.stderr.strip().splitlines()[-1:] or ["npm gave no reason"]
        raise VendorError(f"npm could not fetch {package.spec}: {detail[0]}") from None
    return next(Path(folder).glob("*.tgz")).read_bytes()


def check_integrity(package, archive):
    """Raise `VendorError` unless the archive has the sha512 that is written above."""
    digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise VendorError(
            f"{package.spec} is not the file we pinned: its sha512 is {digest}. Nothing written."
        )


def rewrite(target, text):
    """The text as we serve it: no branding, no source map, only the MOJ components we use."""
    if target.endswith("moj-components.min.css"):
        text = keep_components(text, MOJ_COMPONENTS)
    if target.endswith(".css"):
        text = unbrand(text)
    return strip_source_map(text)


def fetch(package):
    """{path in the project: text} of one package, checked and rewritten."""
    with tempfile.TemporaryDirectory() as folder:
        archive = pack(package, folder)
        check_integrity(package, archive)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as opened:
            return {
                target: rewrite(target, opened.extractfile(f"package/{source}").read().decode())
                for source, target in package.files.items()
            }


def vendor(root=None):
    """Bring the vendored files up to date; return True when anything had to be fetched."""
    root = root or ROOT
    if is_current(root):
        return False
    written = {}
    for package in PACKAGES:
        written |= fetch(package)
    for target, text in written.items():
        path = root / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / STAMP).parent.mkdir(parents=True, exist_ok=True)
    (root / STAMP).write_text(stamp())
    return True


def main():
    try:
        fetched = vendor()
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    print("Front-end files fetched." if fetched else "Front-end files are up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
