"""Checks that distrust everything above: forms, printed pages and numbers against each other."""

from symprop.verify.check import ORACLES, SUBJECTS, CheckOptions, check_network

__all__ = ["ORACLES", "SUBJECTS", "CheckOptions", "check_network"]
