"""Who could go where, for all who wait at once. Knows no person, no database and no Django: numbers in, a proposal out.

`problem` (what is asked) → `columns`, `tables`, `fit` (files to a problem) → `flow`, `loads` (the two solvers) →
`solving` (which of them) → `reasons` (why this place, why none) → `command` (``enishi plan-placements``).
The solvers import numpy and ortools, which are large: nothing of them is imported before it is needed (ADR 0036).
"""
