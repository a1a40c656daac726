"""Source text of programs that run without symprop: what a derivation says, as Python or C. Written, never executed."""

from symprop.programs.c import c_source
from symprop.programs.plan import Program, plan_program
from symprop.programs.python import python_source

__all__ = ["Program", "c_source", "plan_program", "python_source"]
