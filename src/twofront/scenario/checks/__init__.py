"""What only the whole scenario can tell: names, units, sources, cycles, and noun by noun."""
