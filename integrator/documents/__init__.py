"""Documents we typeset ourselves: their kinds, facts, names and bytes."""
