"""The pictures of README and docs are what `symprop draw` draws, to the byte.

``SYMPROP_UPDATE_GOLDEN=1 pytest tests/golden`` draws them anew; then look at them before you keep them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from symprop.cli.main import main

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
UPDATE = os.environ.get("SYMPROP_UPDATE_GOLDEN") == "1"

PICTURES: dict[str, tuple[str, ...]] = {
    "mazur_w1.svg": ("mazur", "--wrt", "w1"),
    "mazur_b1.svg": ("mazur", "--wrt", "b1"),
    "mazur_values.svg": ("mazur", "--wrt", "w1", "--path", "1", "--edges", "values"),
    "question_w1.svg": ("question", "--wrt", "w1"),
    "skip.svg": ("skip",),
    "autoencoder.svg": ("autoencoder",),
    "lstm.svg": ("lstm", "--wrt", "W_g_1_1"),
    "softmax.svg": ("softmax_cross_entropy", "--no-biases"),
    "summary.svg": ("784-30-10", "--wrt", "w1", "--path", "3"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(name: str) -> None:
    result = CliRunner().invoke(main, ["draw", *PICTURES[name]], prog_name="symprop")
    assert result.exit_code == 0, result.output
    path = FOLDER / name
    if UPDATE:
        path.write_text(result.output, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == result.output


def test_every_picture_is_drawn_and_shown() -> None:
    shown = {
        Path(name).name
        for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+\.svg)\)", page.read_text(encoding="utf-8"))
    }
    assert {path.name for path in FOLDER.iterdir()} == PICTURES.keys() == shown
