"""`python -m benchmarks.trust`: write docs/trust.md from the records."""

from benchmarks.trust.page import PAGE, page, records

PAGE.write_text(page(records()), encoding="utf-8")
print(PAGE)
