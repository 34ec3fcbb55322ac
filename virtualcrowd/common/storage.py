from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # has no types
    """Static files named by their content, those that scripts import as well.

    Else a browser that kept the old one of two modules would mix it with the new of the other.
    """

    support_js_module_import_aggregation = True
