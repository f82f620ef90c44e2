"""What `cargo xtask fuzz` adds to the requests that schemathesis makes up.

A made-up purpose is refused before anything is read. So in most requests some of the names are
replaced by names of the charter, and the person by one who is there: then what lies behind is tried
too. Which ones depends on the request alone, so that a failure can be had again.
"""

import json
import os
import pathlib
import tomllib
import urllib.request
import zlib

import schemathesis

URL = os.environ["KEYHOLDER_URL"]
TOKEN = os.environ["KEYHOLDER_TOKEN"]
CHARTER = pathlib.Path(os.environ["KEYHOLDER_CHARTER_FOLDER"])


def charter():
    """The ids of each kind of item."""
    names = {}
    for file in sorted(CHARTER.glob("*.toml")):
        for kind, items in tomllib.loads(file.read_text()).items():
            if isinstance(items, list):
                ids = [item["id"] for item in items if isinstance(item, dict) and "id" in item]
                names.setdefault(kind, []).extend(ids)
    return names


NAMES = charter()
KINDS = [
    "adjustment", "agreed-recipient", "consent", "declined-channel", "dispute", "explicit-consent",
    "marketing-channel", "no-images", "no-marketing", "objection", "objection-overruled",
    "preferred-channel", "restriction", "safe-channel", "support", "told-recipient",
]
IDENTIFIERS = {
    "name": "Ada Example",
    "phone": "07700 900123",
    "email": "ada@example.org",
    "date-of-birth": "1 March 1980",
    "address": "7 Invented Row, Chatham, ZZ4 4ZZ",
}
DAYS = ["2026-11-24", "2020-02-29", "0001-01-01", "9999-12-31", "2026-02-30"]


def enter():
    """Enters somebody; their id."""
    body = {
        "why": {"purpose": "tenancy-management"},
        "relationship": {"relationship": "tenant"},
        "source": "the-person",
        "identifiers": [{"kind": kind, "value": value} for kind, value in IDENTIFIERS.items()],
    }
    request = urllib.request.Request(
        URL + "/v1/people",
        json.dumps(body).encode(),
        {"authorization": "Bearer " + TOKEN, "content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["id"]


PEOPLE = [enter() for _ in range(3)] + ["p-aaaaaaaaaaaaaaaaaaaaaaaaaa"]


class Choose:
    """Choices that follow from what they are made for."""

    def __init__(self, seed):
        self.state = zlib.crc32(repr(seed).encode())

    def below(self, count):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % count

    def one(self, of):
        return of[self.below(len(of))]


ASK = {
    "strength": "second-factor", "role": "housing-officer", "team": "housing",
    "entity": "heart-of-medway", "relationship": "tenant", "purpose": "tenancy-management",
    "action": "look", "data": ["name"], "facts": {},
}
# What most is allowed for, beside everything else.
USUAL = {
    "purpose": ["tenancy-management", "emergencies"], "relationship": ["tenant"],
    "source": ["the-person"], "category": ["correspondence"], "reason": ["she fell, no answer"],
}


def name(choose, key):
    if key in USUAL and choose.below(2) == 0:
        return choose.one(USUAL[key])
    lists = {
        "purpose": NAMES["purpose"],
        "recipient": NAMES["recipient"],
        "channel": NAMES["channel"],
        "category": NAMES["category"],
        "source": NAMES["source"],
        "relationship": NAMES["relationship"],
        "role": NAMES["role"],
        "team": NAMES["team"],
        "entity": NAMES["entity"],
        "about": NAMES["purpose"] + NAMES["category"] + NAMES["recipient"] + NAMES["channel"],
        "since": DAYS, "until": DAYS, "collected": DAYS, "event": DAYS, "told": DAYS, "on": DAYS,
        "other": PEOPLE,
    }
    return choose.one(lists[key]) if key in lists else None


def real(choose, value):
    """The same value with real names in most places that have one."""
    if isinstance(value, list):
        return [real(choose, item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"kind", "value"}:
        kind, usual = choose.one(list(IDENTIFIERS.items()))
        return {"kind": kind, "value": choose.one([usual, value["value"]])}
    out = {}
    for key, item in value.items():
        if choose.below(8) == 0:
            out[key] = item
        elif isinstance(item, str) and name(choose, key) is not None:
            out[key] = name(choose, key)
        elif key == "kind" and isinstance(item, str):
            out[key] = choose.one(KINDS)
        elif key in ("data", "teams", "purposes") and isinstance(item, list):
            of = {"data": "category", "teams": "team", "purposes": "purpose"}[key]
            out[key] = [choose.one(NAMES[of]) for _ in item[:4]]
        elif key == "people" and isinstance(item, list):
            out[key] = [choose.one(PEOPLE) for _ in item[:4]]
        else:
            out[key] = real(choose, item)
    if out.get("purpose") == "emergencies":
        out.setdefault("reason", choose.one(USUAL["reason"]))
    return out


def ask(choose, made_up):
    """An ask with a key or two left out or made up."""
    out = real(choose, dict(ASK))
    for key in list(out):
        if choose.below(12) == 0:
            del out[key]
    if isinstance(made_up, dict):
        out.update({key: made_up[key] for key in list(made_up)[:1] if choose.below(3) == 0})
    return out


@schemathesis.hook
def map_body(context, body):
    choose = Choose(body)
    if choose.below(4) == 0:
        return body
    path = context.operation.path
    if path.endswith("/decide"):
        return ask(choose, body)
    if path.endswith("/decide/batch"):
        return [ask(choose, item) for item in body] if isinstance(body, list) else body
    return real(choose, body)


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if not isinstance(path_parameters, dict):
        return path_parameters
    choose = Choose(path_parameters)
    out = dict(path_parameters)
    if "id" in out and choose.below(4) != 0:
        out["id"] = choose.one(PEOPLE)
    for key in ("no", "place"):
        if key in out and choose.below(2) == 0:
            out[key] = choose.below(6)
    return out


@schemathesis.hook
def map_query(context, query):
    if not isinstance(query, dict):
        return query
    choose = Choose(query)
    return query if choose.below(4) == 0 else real(choose, query)
