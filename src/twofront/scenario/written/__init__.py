"""A scenario as written: its file read shape by shape, every problem noted where it stands."""
