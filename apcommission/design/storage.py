"""Static files with a hash in their name, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Hashes every file, compresses it, and rewrites `import` lines between our JavaScript modules.

    Raises `ValueError` at collectstatic when a file refers to one that is not there.
    """

    support_js_module_import_aggregation = True
