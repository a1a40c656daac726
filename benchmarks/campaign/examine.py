"""One network: its gradient by three oracles, and every form, as a tree and as it is written, against them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from benchmarks.campaign import oracles
from benchmarks.campaign.case import Case, Failure, Outcome, case_of
from benchmarks.campaign.checker import Checker, raised
from benchmarks.campaign.cover import Combination
from benchmarks.campaign.files import network_of
from benchmarks.campaign.refusals import may_refuse
from benchmarks.campaign.renderings import LIMITS
from symprop.derive.forms import FORMS, Form, derive_form
from symprop.errors import LimitExceeded, SympropError, UnsupportedForm

__all__ = ["examine"]


def examine(
    text: str,
    seed: str,
    combinations: Sequence[Combination],
    *,
    count: int = 0,
    forms: Sequence[str] = tuple(FORMS),
) -> Outcome:
    """Return what agrees and what does not in the network of a file.

    Args:
        seed: of the point, and of the choice of parameters.
        combinations: what is written and read back; every form is compared as a tree besides.
        count: how many parameters; 0 for all of them.
        forms: the forms compared.
    """
    outcome = Outcome()
    generator = random.Random(seed)
    subject = Combination("", "file", "")
    try:
        network = network_of(text)
        case = case_of(network, generator, count)
        if isinstance(case, str):
            outcome.refusals.append(case)
            return outcome
        outcome.parameters = network.parameter_count
        if "PyTorch" not in dict(case.expected(case.wrt[0])):
            outcome.refusals.append("PyTorch: float64 says too little of a saturated network")
        for w in case.wrt:
            subject = Combination("", "tree", "mazur")
            _gradient(case, w, combinations, forms, outcome)
    except Exception as error:
        outcome.failures.append(raised(error, "", subject))
    return outcome


def _gradient(case: Case, w: str, combinations: Sequence[Combination], names: Sequence[str], outcome: Outcome) -> None:
    expected = dict(case.expected(w))
    outcome.gradients += 1
    if expected["forward mode"] == 0:
        outcome.zeros += 1
        outcome.dead += w in case.reaching
    true = oracles.exactly(case.written, case.point, w, case.total)
    checker = Checker(case, w, expected, true, outcome)
    checker.oracles()
    forms: dict[str, Form] = {}
    for name in names:
        subject = Combination(name, "tree", "mazur")
        try:
            forms[name] = derive_form(case.network.graph, w, name, LIMITS)
        except (UnsupportedForm, LimitExceeded) as error:
            if may_refuse(case.network.graph, name, error):
                outcome.refusals.append(f"{name}: {type(error).__name__}")
            else:
                outcome.failures.append(Failure("refused", w, subject, "", error.what))
        except Exception as error:
            outcome.failures.append(raised(error, w, subject))
        else:
            checker.form(subject, forms[name], case.network)
    for subject in combinations:
        if subject.form not in forms:
            continue
        try:
            network = case.network.with_notation(subject.notation)
        except SympropError as error:
            outcome.failures.append(Failure("refused", w, subject, "", error.what))
            continue
        checker.form(subject, forms[subject.form], network)
    checker.value()
    if "PyTorch" in expected and w == case.wrt[0]:
        checker.program()
