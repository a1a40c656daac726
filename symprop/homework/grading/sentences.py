"""One sentence for each kind of mistake: it points at the mistake, and leaves the answer to the student."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symprop.homework.grading.slips import TAGS, Slip
from symprop.homework.grading.telling import Telling, in_words
from symprop.read.spellings import RATE

__all__ = ["SENTENCES"]


MOST_NAMES = 4
_WORDS = ("on ", "along ", "the ", "a ", "other ")


def _capital(text: str) -> str:
    """Return a sentence with a capital where it begins with a word; names stay as they are."""
    return text[:1].upper() + text[1:] if text.startswith(_WORDS) else text


def _missing_path(t: Telling, slip: Slip) -> str:
    count, total = len(slip.paths), t.count
    if count == len(t.paths):
        every = "the one path" if total == 1 else f"the sum over the {total:,} paths"
        return f"There is nothing left of {every} from {t.name(t.wrt)} to {t.graph.total}."
    if t.bundled:
        return f"What flows back along {t.listed(slip.paths)} is missing."
    if count == 1:
        return f"One of the {total} paths from {t.name(t.wrt)} to {t.graph.total} is missing: {t.listed(slip.paths)}."
    return f"{count} of the {total} paths from {t.name(t.wrt)} to {t.graph.total} are missing: {t.listed(slip.paths)}."


def _missing_output(t: Telling, slip: Slip) -> str:
    names = [t.name(tag) for tag in slip.tag.split(TAGS)]
    share, that = ("share", "that one") if len(names) == 1 else ("shares", "those")
    return (
        f"The {share} of {in_words(names)} {'is' if len(names) == 1 else 'are'} missing: {t.graph.total} sums over all "
        f"outputs, and {t.name(t.wrt)} has an effect on {that} too."
    )


def _missing_occurrence(t: Telling, slip: Slip) -> str:
    nets = [t.name(tag.split()[1]) for tag in slip.tag.split(TAGS)]
    uses = "its use in {} is" if len(nets) == 1 else "its uses in {} are"
    return f"{t.name(t.wrt)} is used more than once; {uses.format(in_words(nets))} not counted."


def _repeated_path(t: Telling, slip: Slip) -> str:
    times = "twice" if slip.times == 2 else f"{slip.times} times"
    every = len(slip.paths) == len(t.paths)
    if not every:
        which = "The path" if len(slip.paths) == 1 else "Each of these paths"
        which = "What flows back along" if t.bundled else which
        return f"{which} {t.listed(slip.paths)} is counted {times}; every path counts once."
    brackets = [name for name in t.written if t.is_error_through(name)]
    if brackets:
        once = " + ".join(t.name(name) for name in brackets)
        return (
            f"Every path is counted {times}: {once} once is right, because the error that flows back through a unit "
            f"already holds every output's share; {times} would be right only if each bracket meant "
            "the share of its own output alone."
        )
    if t.count == 1:
        return f"The one path from {t.name(t.wrt)} to {t.graph.total} is counted {times}."
    return f"Every path is counted {times}: each of the {t.count:,} paths from {t.name(t.wrt)} counts once."


def _wrong_sign(t: Telling, slip: Slip) -> str:
    where = t.on(slip)
    if where:
        return _capital(f"{where}the sign is the wrong way round.")
    return f"The sign is the wrong way round: would more {t.name(t.wrt)} make the error larger, or smaller?"


def _constant_factor(t: Telling, slip: Slip) -> str:
    times = abs(slip.times)
    outputs = len(t.graph.edges_into(t.graph.total))
    where = t.on(slip)
    if times in (Fraction(1, 2), Fraction(2)):
        hint = "what becomes of the ½ and of the square when the loss is differentiated?"
    elif times in (Fraction(1, outputs), Fraction(outputs)):
        hint = f"is {t.graph.total} the sum of the error terms, or their mean?"
    else:
        hint = "where does it come from?"
    sign = "−" if slip.times < 0 else ""
    return _capital(f"{where}the result is {sign}{times} times what it should be; {hint}")


def _missing_derivative(t: Telling, slip: Slip) -> str:
    out = t.name(t.edge(slip)[1])
    net = t.name(t.edge(slip)[0])
    return _capital(
        f"{t.on(slip)}the derivative of the activation of {t.units(slip)} is missing: how does {out} change with {net}?"
    )


def _wrong_derivative(t: Telling, slip: Slip) -> str:
    word, _, rest = slip.tag.partition(" ")
    if word == "softmax":
        out, net = map(t.name, rest.split())
        delta = t.name(f"d_{t.graph.total}__d_{rest.split()[1]}")
        return f"The derivative of the softmax stands there twice: how {out} changes with {net} is in {delta} already."
    net, out, _ = t.edge(slip)
    of = f"the derivative of the activation of {t.units(slip)}"
    if word == "function":
        why = f"is not right: that is how {rest} is differentiated"
    elif word == "unit":
        why = f"is taken at another unit ({t.name(rest)})"
    elif slip.tag == "of the out":
        why = f"is taken at {t.name(out)}; it belongs at {t.name(net)}"
    elif slip.tag == "twice":
        why = "stands there twice"
    elif slip.tag == "out":
        why = f"is not {t.name(out)} itself"
    elif slip.tag == "1-out":
        why = "is only half of it"
    elif slip.tag.startswith("net"):
        why = f"is written with {t.name(net)}; what is it in terms of {t.name(out)}?"
    else:
        why = "is not right"
    return _capital(f"{t.on(slip)}{of} {why}.") if not why.endswith("?") else _capital(f"{t.on(slip)}{of} {why}")


def _missing_weight(t: Telling, slip: Slip) -> str:
    source, target, _ = t.edge(slip)
    return _capital(
        f"{t.on(slip)}the weight from {t.unit(source)} to {t.unit(target)} is missing: "
        f"what is {t.name(source)} multiplied by in {t.name(target)}?"
    )


def _wrong_weight(t: Telling, slip: Slip) -> str:
    source, target, _ = t.edge(slip)
    place = f"the weight from {t.unit(source)} to {t.unit(target)} belongs"
    word, _, other = slip.tag.partition(" ")
    if word == "transposed":
        stands = f"{t.name(other)} stands" if other else "other weights stand"
        return _capital(f"{t.on(slip)}{stands} where {place}: the weights are taken as if transposed.")
    return _capital(f"{t.on(slip)}{t.name(slip.tag)} stands where {place}.")


def _wrong_input(t: Telling, slip: Slip) -> str:
    target = t.edge(slip)[1]
    wrt = t.name(t.wrt)
    if not t.multiplies(slip):
        return f"{wrt} is a bias: {t.name(slip.tag)} does not multiply it."
    if slip.tag == t.wrt:
        return f"{wrt} itself stands where what it multiplies in {t.name(target)} belongs."
    return _capital(f"{t.on(slip)}{t.name(slip.tag)} is not what {wrt} is multiplied by in {t.name(target)}.")


def _wrong_error_term(t: Telling, slip: Slip) -> str:
    out, error, _ = t.edge(slip)
    word, _, other = slip.tag.partition(" ")
    if word == "output":
        return _capital(f"{t.on(slip)}the error term is that of {t.name(other)} instead of {t.name(error)}.")
    if slip.tag == "net":  # of several outputs
        return _capital(f"{t.on(slip)}the net stands in the place of the out in the error term of {t.units(slip)}.")
    if word in ("target", "out", "net"):
        return _capital(f"{t.on(slip)}{t.name(other)} does not belong into the error term of {t.unit(out)}.")
    if slip.tag == "the error itself":
        return _capital(f"{t.on(slip)}the error {t.name(error)} itself stands where its derivative belongs.")
    return _capital(f"{t.on(slip)}the error term of {t.unit(out)} is not complete.")


def _missing_factor(t: Telling, slip: Slip) -> str:
    source, target, _ = t.edge(slip)
    return _capital(
        f"{t.on(slip)}a factor of the chain rule is missing: how does {t.name(target)} change with {t.name(source)}?"
    )


def _other_quantity(t: Telling, slip: Slip) -> str:
    tag = slip.tag
    if tag == "step":
        return f"That is the step of gradient descent with the learning rate in it; {t.gradient} is asked for."
    if tag == "updated":
        return f"That is {t.name(t.wrt)} after an update; {t.gradient} is asked for."
    wrt = tag.partition("__d_")[2]
    if wrt == t.wrt:
        return f"That is {t.name(tag)}; it has still to be carried on to {t.graph.total}."
    if wrt in t.parameters:
        return f"That is the derivative by another parameter, {t.name(tag)}; {t.gradient} is asked for."
    if wrt:
        return f"That is {t.name(tag)}: the chain rule has to go on to {t.name(t.wrt)}."
    return f"That is {t.name(tag)} itself; its derivative {t.gradient} is asked for."


def _other_loss(t: Telling, slip: Slip) -> str:
    return f"That would be right for another loss, {slip.tag}, not {t.own_loss}."


def _extra_path(t: Telling, slip: Slip) -> str:
    if slip.tag == "product of sums":
        return "A sum of products has become a product of sums: each δ goes with its own weight only."
    nodes = slip.tag.split()
    if len(nodes) == 2:
        return f"There is a term too much: the paths of {t.name(nodes[0])} are no paths of {t.name(t.wrt)}."
    units = dict.fromkeys(unit for node in nodes if (unit := t.graph.variable(node).unit))
    way = " → ".join((t.name(nodes[0]), *units))
    return f"There is a term too much: {way} is no path of {t.name(t.wrt)}."


def _updated_weights(t: Telling, slip: Slip) -> str:
    fit = f"fit weights that were updated already, with {t.name(RATE)} = {slip.tag}"
    made = fit if slip.tag else "were made with weights that were updated already"
    return f"These numbers {made}: all gradients of one step use the weights before it."


def _stale_values(t: Telling, slip: Slip) -> str:
    return "These numbers were made with the outs of other weights: the forward pass has to be done anew first."


def _rounded_value(t: Telling, slip: Slip) -> str:
    asked = slip.tag.removeprefix("asked ")
    if asked != slip.tag:
        digits = "1 significant digit is" if asked == "1" else f"{asked} significant digits are"
        return f"That is right as far as it goes; {digits} asked for."
    return f"The way is right, but a value on it was rounded to {slip.tag} places and carried on; keep more digits."


def _independent(t: Telling, slip: Slip) -> str:
    of, wrt = slip.tag.split(TAGS)
    return f"{t.name(of)} does not depend on {t.name(wrt)}."


def _unrelated_name(t: Telling, slip: Slip) -> str:
    names = [t.name(name) for name in slip.tag.split(TAGS)]
    return f"{in_words(names[:MOST_NAMES])} {'has' if len(names) == 1 else 'have'} no part in {t.asked}."


def _unknown(t: Telling, slip: Slip) -> str:
    if slip.tag == "number":
        return f"It is not {t.asked}, and none of the usual slips gives this number."
    return f"It is not {t.asked}, and no single slip gives it: compare the values at the point below."


SENTENCES: dict[str, Callable[[Telling, Slip], str]] = {
    "other-quantity": _other_quantity,
    "updated-weights": _updated_weights,
    "stale-values": _stale_values,
    "rounded-value": _rounded_value,
    "missing-output": _missing_output,
    "missing-occurrence": _missing_occurrence,
    "repeated-path": _repeated_path,
    "missing-path": _missing_path,
    "wrong-sign": _wrong_sign,
    "constant-factor": _constant_factor,
    "missing-derivative": _missing_derivative,
    "wrong-derivative": _wrong_derivative,
    "missing-weight": _missing_weight,
    "wrong-weight": _wrong_weight,
    "wrong-input": _wrong_input,
    "wrong-error-term": _wrong_error_term,
    "other-loss": _other_loss,
    "missing-factor": _missing_factor,
    "extra-path": _extra_path,
    "independent": _independent,
    "unrelated-name": _unrelated_name,
    "unknown": _unknown,
}
