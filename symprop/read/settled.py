"""What a token of an answer is that only what stands around it tells: φ, |x|, tanh² x.

Each step hands on the tokens; what may be two things is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symprop.read.tokens import Source, Token

__all__ = ["with_activation"]

_PHI = {"phi": 0, "phi_prime": 1, "phi_second": 2}


def with_activation(tokens: list[Token], source: Source, functions: Mapping[str, str]) -> Iterator[Token]:
    """Yield the tokens with φ as the function that it stands for there, which textbooks call φ whatever it is.

    Args:
        tokens: an answer's.
        source: what they are read from.
        functions: what `phi` stands for; nothing if that may be several.

    Raises:
        InputError: at a φ that may be several functions, or none.
    """
    for token in tokens:
        if token.kind != "FUNC" or token.text not in _PHI or "phi" not in functions:
            yield token
            continue
        if not functions["phi"]:
            what = f"'{token.shown}' is not the name of one activation here"
            raise source.error(token.at, what, "write its own name, as sigmoid or tanh")
        yield Token("FUNC", functions["phi"], token.at, token.shown)
        yield from (Token("PRIME", "′", token.at, token.shown),) * _PHI[token.text]
