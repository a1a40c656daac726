"""Sheets, worked solutions and keys as pages: which blocks stand on them, and one writer a format."""

from symprop.homework.writers.formats import PAGE_FORMATS, pages_of

__all__ = ["PAGE_FORMATS", "pages_of"]
