"""The game of bargain.yaml solved with pencil and paper, draw by draw."""

import numpy as np


def logit(gain):
    return 1 / (1 + np.exp(-gain))


class ByHand:
    """Every probability of the game, from the quantities' values `[D]`."""

    def __init__(self, q, inertia=None, distraction=None):
        precision = q["precision"]
        self.inertia = q["inertia"] if inertia is None else inertia
        self.distraction = q["distraction"] if distraction is None else distraction
        self.q = q
        self.firm = q["firm_chance"]
        self.give_firm = logit(-precision)
        self.give_soft = logit(precision * q["relief"])
        self.give = self.firm * self.give_firm + (1 - self.firm) * self.give_soft

    def strike_if_believed_firm(self, firm):
        q = self.q
        return logit(q["precision"] * ((1 - firm) - firm * q["harm"] - self.inertia))

    @property
    def strike_after_give(self):
        return self.strike_if_believed_firm(self.firm * self.give_firm / self.give)

    @property
    def strike_after_hold(self):
        return self.strike_if_believed_firm(self.firm * (1 - self.give_firm) / (1 - self.give))

    @property
    def strike_without_news(self):
        return self.strike_if_believed_firm(self.firm)

    @property
    def strike(self):
        return self.give * self.strike_after_give + (1 - self.give) * self.strike_after_hold

    @property
    def go_after_strike(self):
        return logit(self.q["precision"] * (self.q["spoils"] + self.distraction))

    @property
    def go_after_rest(self):
        return logit(self.q["precision"] * self.q["spoils"])

    @property
    def go(self):
        return self.strike * self.go_after_strike + (1 - self.strike) * self.go_after_rest
