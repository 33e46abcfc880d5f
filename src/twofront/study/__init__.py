"""A study: draws of the assumptions, arms, what is read off them, and the answer."""
