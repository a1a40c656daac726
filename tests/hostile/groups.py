"""The tables by the name that the record gives them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.hostile import execution, markup, sizes, tables, yaml_files
from tests.hostile.doors import Pair

GROUPS: Mapping[str, tuple[Pair, ...]] = {
    "code in formulas, names and answers": execution.ROWS,
    "towers of numbers, nesting": sizes.ROWS,
    "YAML: anchors, tags, documents, characters": yaml_files.ROWS,
    "XML: entities, document types, elements": markup.ROWS,
    "names, ids and tables": tables.ROWS,
}
