"""Checks that distrust everything above: forms, printed pages and numbers against each other."""

from symprop.verify.check import ORACLES, CheckOptions, check_network

__all__ = ["ORACLES", "CheckOptions", "check_network"]
