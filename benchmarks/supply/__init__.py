"""What symprop is made of and handed out as: locked versions, lower bounds, known vulnerabilities, distributions.

    python -m benchmarks.supply [distributions] [audit] [lowest] [--tests PATH]… [--record]

`distributions` and `audit` are steps of `.ci/run`; `lowest` is `.ci/lowest`. What is tried and compared is said in the
docstring of each module.
"""
