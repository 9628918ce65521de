"""How Sphinx builds the manual; ``docs/build.py`` calls it once for each language."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = next(folder for folder in HERE.parents if (folder / "pyproject.toml").is_file())
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from app import __version__
from app.base.translation import LANGUAGES

project = "Retivasc"
author = "The Retivasc developers"
project_copyright = "The Retivasc developers, GPL-3.0-or-later"
release = version = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
    "sphinx_search",
]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist", "tasklist"]
myst_heading_anchors = 4
exclude_patterns = ["README.md"]

# One catalogue a page, without line numbers: what moved is not a change for translators.
locale_dirs = [str(ROOT / "docs" / "locale")]
gettext_compact = False
gettext_location = False

autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
napoleon_google_docstring = True
napoleon_use_ivar = True
doctest_test_doctest_blocks = ""  # docstrings are tested where they stand, by the test suite

html_theme = "furo"
html_title = f"Retivasc {version}"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_favicon = str(ROOT / "resources" / "icons" / "retivasc.svg")
html_show_sourcelink = False
html_copy_source = False
html_last_updated_fmt = None
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0f6a73", "color-brand-content": "#0f6a73"},
    "dark_css_variables": {"color-brand-primary": "#5fc3cd", "color-brand-content": "#5fc3cd"},
}
html_sidebars = {
    "**": [
        "sidebar/scroll-start.html",
        "sidebar/brand.html",
        "sidebar/search.html",
        "languages.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
templates_path = ["_templates"]
html_context = {"languages": LANGUAGES}
