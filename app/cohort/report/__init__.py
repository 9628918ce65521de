"""The report of a cohort: a page, a PDF and tables that name nobody."""
