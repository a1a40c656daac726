"""From an equation graph to display equations: paths, adjoints, and one function a form."""

from symprop.derive.forms import FORMS, Form, Limits, derive_form
from symprop.derive.paths import Path, iter_paths, path_count, path_counts

__all__ = ["FORMS", "Form", "Limits", "Path", "derive_form", "iter_paths", "path_count", "path_counts"]
