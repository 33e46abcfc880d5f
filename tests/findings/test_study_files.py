"""Channels, drivers, regions and levers as text: read back the same, damage told with its place."""

import json
from dataclasses import replace

import jsonschema
import pytest

from twofront.findings import FindingsError, from_json, to_json
from twofront.findings.schema import json_schema

from ..made_studies import (
    made_budget,
    made_channel,
    made_lever,
    made_log_odds,
    made_option,
    studied,
)
from ..synthetic_study import findings


@pytest.fixture(scope="module")
def text() -> str:
    plain = findings(96)
    claims = tuple(studied(claim, ("reach", "linkage_of_resolve")) for claim in plain.claims)
    theatre = replace(
        plain.theatres[0],
        channels=(made_channel("transfers", 0.01),),
        channels_log_odds=made_log_odds(transfers=0.2),
    )
    levers = (
        made_lever(),
        made_lever("a", change=-0.02, prices=((1.0, "USD_bn/yr"),)),
        made_lever("a", change=-2.0, kind="measure", objective="deaths_taiwan"),
    )
    full = replace(
        plain,
        claims=claims,
        theatres=(theatre, *plain.theatres[1:]),
        levers=levers,
        budgets=(made_budget(made_option("a"), made_option(mean=0.01)), made_budget()),
    )
    return to_json(full)


def test_all_of_it_reads_back_the_same_and_fits_the_schema(text):
    assert to_json(from_json(text)) == text
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(text))


def test_the_fields_of_the_contract_are_there(text):
    claim = json.loads(text)["claims"][0]
    assert {"id", "mean", "se", "p05", "p95"} <= set(claim["channels"][0])
    assert {"quantity", "first", "first_ci", "total", "total_ci"} <= set(claim["drivers"][0])
    assert {"limits", "coverage", "density", "mass"} <= set(claim["region"][0])
    assert {"levers", "prices", "effects"} <= set(json.loads(text)["levers"][0])


def test_findings_without_them_are_read(text):
    value = json.loads(text)
    for name in ("levers", "budgets"):
        del value[name]
    for claim in value["claims"]:
        for name in ("channels", "channels_log_odds", "drivers", "variance", "drivers_anchored"):
            del claim[name]
        for name in ("convergence", "region", "threshold"):
            del claim[name]
    read = from_json(json.dumps(value))
    assert read.levers == read.claims[0].region == ()
    assert read.claims[0].convergence is None


CLAIM = ("claims", 0)
DAMAGE = {
    "channels that do not add up": ((*CLAIM, "channels", 0, "mean"), 0.05),
    "a channel above 1": ((*CLAIM, "channels", 0, "p95"), 1.5),
    "a channel twice": ((*CLAIM, "channels", 1, "id"), "transfers"),
    "percentiles that fall": ((*CLAIM, "channels", 0, "p05"), 0.9),
    "a null for no reason": ((*CLAIM, "channels", 0, "mean"), None),
    "log-odds that do not add up": ((*CLAIM, "channels_log_odds", "mean_off"), 9.0),
    "a share of draws above 1": ((*CLAIM, "channels_log_odds", "held"), 2.0),
    "an interval upside down": ((*CLAIM, "drivers", 0, "first_ci"), [0.5, 0.4]),
    "one end of an interval": ((*CLAIM, "drivers", 0, "total_ci"), [0.5]),
    "a driver of nothing": ((*CLAIM, "drivers", 0, "members"), []),
    "a driver of an unknown quantity": ((*CLAIM, "drivers", 0, "members"), ["nowhere"]),
    "an index without the other": ((*CLAIM, "drivers", 0, "total"), None),
    "an anchored driver unknown": (
        (*CLAIM, "drivers_anchored", "drivers", 0, "quantity"),
        "nowhere",
    ),
    "a variance below 0": ((*CLAIM, "variance", "value"), -1.0),
    "steps that fall": ((*CLAIM, "convergence", "steps", 0, "draws"), 9000),
    "no number of draws and no reason": ((*CLAIM, "convergence", "needed"), None),
    "a limit that limits nothing": ((*CLAIM, "region", 0, "limits", 0, "high"), None),
    "a limit on an unknown quantity": (
        (*CLAIM, "region", 0, "limits", 0, "quantity"),
        "nowhere",
    ),
    "a box that does not add up": ((*CLAIM, "region", 0, "mass"), 0.9),
    "a box without limits": ((*CLAIM, "region", 0, "limits"), []),
    "a box of something else": ((*CLAIM, "region", 0, "of"), "wins"),
    "a threshold without a share": ((*CLAIM, "threshold", "low_holds"), None),
    "a lever on an unknown theatre": (
        ("levers", 0, "effects", 0, "objective"),
        "nowhere",
    ),
    "a price below 0": (("levers", 1, "prices", 0, "amount"), -1.0),
    "a lever that is not explained": (("levers", 1, "means"), []),
    "a budget of unknown levers": (("budgets", 0, "options", 0, "levers"), ["b"]),
    "an amount of nothing": (("budgets", 0, "unit"), None),
    "options and a reason": (("budgets", 0, "reason"), "none"),
    "regret below 0": (("budgets", 0, "options", 0, "regret", "mean"), -0.1),
    "a theatre's channel twice": (("theatres", 0, "channels"), "transfers"),
}


@pytest.mark.parametrize(("path", "to"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_told_with_its_place(text, path, to):
    value = inside = json.loads(text)
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = to
    with pytest.raises(FindingsError) as caught:
        from_json(json.dumps(value))
    assert all(place and what for place, what in caught.value.problems)
