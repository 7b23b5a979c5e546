"""Twelve requirements and a fee, three times: documents drawn at random, the requirements as plain Python on them, and
the same documents as facts for the rules of this folder.

The plain functions are the yardstick: nothing that reads rules can be much faster than Python written by hand.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil
from random import Random
from typing import Any

from compliance.values import NONE

NEEDED = ("proposal", "plan", "pledge", "register", "identity", "security")
MEASURES = ("access", "training", "encryption", "incidents")
NAMES = {
    "proposal": "提案書", "plan": "事業計画書", "pledge": "誓約書", "register": "登記事項証明書",
    "identity": "本人確認書類", "security": "安全管理書",
    "access": "アクセス制御", "training": "教育", "encryption": "暗号化", "incidents": "事故対応",
}  # fmt: skip

Document = dict[str, Any]


# --- documents ------------------------------------------------------------------------------------------------------


def document(draw: Random) -> Document:
    """One proposal; about three in ten violate something, one in ten lacks a field."""
    received = date(2026, 8, 1) + timedelta(days=draw.randrange(58))
    start = received - timedelta(days=draw.randrange(1, 25))
    end = max(start + timedelta(days=draw.randrange(33, 75)), received)
    corporation = draw.random() < 0.7
    count = draw.randrange(1000, 90_000)
    found: Document = {
        "received": _iso(received),
        "proposer": {
            "kind": "corporation" if corporation else "individual",
            "age": None if corporation else draw.randrange(18, 80),
            **_person(draw, received),
            "officers": [
                {"name": f"officer {n}", "minor": False, **_person(draw, received)} for n in range(5 * corporation)
            ],
        },
        "count": count,
        "file": {"count": count + draw.randrange(90_000), "listed": True},
        "months": draw.randrange(1, 61),
        "papers": draw.sample((*NEEDED, "map", "draft"), 8),
        "call": {"start": _iso(start), "end": _iso(end)},
        "measures": draw.sample((*MEASURES, "logging", "backup", "audit", "disposal"), 8),
        "minutes": draw.randrange(30, 2400),
        "outsourced": draw.randrange(300_000) if draw.random() < 0.3 else 0,
    }
    if draw.random() < 0.3:
        for _ in range(draw.randrange(1, 4)):
            _violate(found, draw, received, start)
    if draw.random() < 0.1:
        for _ in range(draw.randrange(1, 3)):
            part, key = draw.choice(
                (
                    (found, "received"), (found, "count"), (found, "months"), (found, "papers"), (found, "measures"),
                    (found["file"], "count"), (found["file"], "listed"), (found["call"], "end"), (found["call"], "start"),
                    (found["proposer"], "age"), (found["proposer"], "sentence"), (found["proposer"], "bankruptcy"),
                    (draw.choice(found["proposer"]["officers"] or [{}]), draw.choice(("minor", "sentence", "cancelled"))),
                )
            )  # fmt: skip
            part.pop(key, None)
    return found


def is_complete(d: Document) -> bool:
    """Whether nothing was left out."""
    p = d["proposer"]
    persons = [p, *p["officers"]]
    return (
        d.keys() >= {"received", "count", "months", "papers", "measures"}
        and d["file"].keys() >= {"count", "listed"}
        and d["call"].keys() >= {"start", "end"}
        and "age" in p
        and all(person.keys() >= {"bankruptcy", "sentence", "cancelled"} for person in persons)
        and all("minor" in officer for officer in p["officers"])
    )


def _person(draw: Random, received: date) -> Document:
    def long_ago() -> str | None:
        return _iso(received - timedelta(days=draw.randrange(740, 4000))) if draw.random() < 0.15 else None

    bankruptcy = {"restored": True} if draw.random() < 0.05 else None
    return {"bankruptcy": bankruptcy, "sentence": long_ago(), "cancelled": long_ago()}


def _violate(found: Document, draw: Random, received: date, start: date) -> None:
    persons = [found["proposer"], *found["proposer"]["officers"]]
    person = draw.choice(persons)
    which = draw.randrange(11)
    if which < 3:
        person[("sentence", "cancelled")[which % 2]] = _iso(received - timedelta(days=draw.randrange(5, 700)))
    elif which == 3:
        person["bankruptcy"] = {"restored": False}
    elif which == 4 and "minor" in person:
        person["minor"] = True
    elif which == 4:
        person["age"] = 17
    elif which == 5:
        found["count"] = draw.choice((999, found["file"]["count"] + 1))
    elif which == 6:
        found["file"]["listed"] = False
    elif which == 7:
        found["months"] = 61
    elif which == 8:
        found["papers"] = found["papers"][1:]
    elif which == 9:
        found["measures"] = found["measures"][:3]
    else:
        found["call"]["end"] = _iso(start + timedelta(days=draw.randrange(5, 29)))


def _iso(day: date) -> str:
    return day.replace(day=min(day.day, 28)).isoformat()  # two years before is then never a missing day


# --- by hand --------------------------------------------------------------------------------------------------------


_NEEDED = frozenset(NEEDED)
_MEASURES = frozenset(MEASURES)


def by_hand(d: Document) -> tuple[Any, ...]:
    """Twelve Booleans and the fee.  Raises KeyError where something is missing."""
    p = d["proposer"]
    received = d["received"]
    limit = f"{int(received[:4]) - 2}{received[4:]}"
    corporation = p["kind"] == "corporation"
    sentence, cancelled, bankruptcy = p["sentence"], p["cancelled"], p["bankruptcy"]
    fit = True
    if corporation:
        for officer in p["officers"]:
            a, b, c = officer["sentence"], officer["cancelled"], officer["bankruptcy"]
            if (
                officer["minor"]
                or (c is not None and not c["restored"])
                or (a is not None and a > limit)
                or (b is not None and b > limit)
            ):
                fit = False
                break
    call = d["call"]
    first, last = call["start"], call["end"]
    file = d["file"]
    return (
        corporation or p["age"] >= 18,
        bankruptcy is None or bankruptcy["restored"],
        sentence is None or sentence <= limit,
        cancelled is None or cancelled <= limit,
        fit,
        1000 <= d["count"] <= file["count"],
        file["listed"],
        d["months"] <= 60,
        _NEEDED.issubset(d["papers"]),
        first <= received <= last,
        (date.fromisoformat(last) - date.fromisoformat(first)).days >= 30,
        _MEASURES.issubset(d["measures"]),
        21_000 + 3950 * ceil(d["minutes"] / 60) + d["outsourced"],
    )


def three_valued(d: Document) -> tuple[Any, ...]:
    """The same with None for what is not known."""
    p, call, file = d["proposer"], d["call"], d["file"]
    received = d.get("received")
    limit = None if received is None else f"{int(received[:4]) - 2}{received[4:]}"

    def over(person: Document, key: str) -> bool | None:
        if key not in person:
            return None
        day = person[key]
        return True if day is None else None if limit is None else day <= limit

    def solvent(person: Document) -> bool | None:
        if "bankruptcy" not in person:
            return None
        return person["bankruptcy"] is None or person["bankruptcy"]["restored"]

    def grown(person: Document) -> bool | None:
        return not person["minor"] if "minor" in person else None

    def every(*parts: bool | None) -> bool | None:
        return False if False in parts else None if None in parts else True

    def test(make: Any, *values: Any) -> Any:
        return None if None in values else make(*values)

    first, last = call.get("start"), call.get("end")
    corporation = p["kind"] == "corporation"
    officers = [
        every(grown(o), solvent(o), over(o, "sentence"), over(o, "cancelled")) for o in p["officers"] if corporation
    ]
    days = test(lambda a, b: (date.fromisoformat(b) - date.fromisoformat(a)).days >= 30, first, last)
    return (
        True if corporation else test(lambda age: age >= 18, p.get("age")),
        solvent(p),
        over(p, "sentence"),
        over(p, "cancelled"),
        every(*officers),
        every(test(lambda n: n >= 1000, d.get("count")), test(lambda n, m: n <= m, d.get("count"), file.get("count"))),
        file.get("listed"),
        test(lambda n: n <= 60, d.get("months")),
        test(_NEEDED.issubset, d.get("papers")),
        every(test(lambda a, r: a <= r, first, received), test(lambda r, b: r <= b, received, last)),
        days,
        test(_MEASURES.issubset, d.get("measures")),
        21_000 + 3950 * ceil(d["minutes"] / 60) + d["outsourced"],
    )


# --- as facts -------------------------------------------------------------------------------------------------------


def facts(d: Document) -> dict[str, Any]:
    """The document as the reader of papers would give it."""
    p, file, call = d["proposer"], d["file"], d["call"]
    proposer = _person_facts(p)
    proposer["種別"] = "法人" if p["kind"] == "corporation" else "個人"
    proposer["役員"] = officers = []
    if p.get("age") is not None:
        proposer["満年齢"] = p["age"]
    for o in p["officers"]:
        officer = _person_facts(o)
        officer["氏名"] = o["name"]
        if "minor" in o:
            officer["未成年"] = o["minor"]
        officers.append(officer)
    proposal = {"提案者": proposer, "作成に要する時間": d["minutes"], "委託額": d["outsourced"]}
    if "received" in d:
        proposal["提案の日"] = _day(d["received"])
    if "count" in d:
        proposal["本人の数"] = d["count"]
    if "months" in d:
        proposal["利用の月数"] = d["months"]
    if "papers" in d:
        proposal["書面"] = [_name(key, key) for key in d["papers"]]
    if "measures" in d:
        proposal["措置"] = [_name(key, key) for key in d["measures"]]
    register = {}
    if "count" in file:
        register["簿の本人の数"] = file["count"]
    if "listed" in file:
        register["掲載"] = file["listed"]
    dates = {}
    if "start" in call:
        dates["開始の日"] = _day(call["start"])
    if "end" in call:
        dates["終了の日"] = _day(call["end"])
    return {"一件書類": _COVER, "提案書": proposal, "個人情報ファイル簿": register, "募集": dates}


_COVER = {"種類": "提案", "段階": "提案"}
_day = date.fromisoformat
_name = NAMES.get


def _person_facts(person: Document) -> Document:
    found: Document = {}
    if "bankruptcy" in person:
        bankruptcy = person["bankruptcy"]
        found["破産"] = NONE if bankruptcy is None else {"復権": bankruptcy["restored"]}
    if "sentence" in person:
        day = person["sentence"]
        found["刑の終了の日"] = NONE if day is None else _day(day)
    if "cancelled" in person:
        day = person["cancelled"]
        found["契約の解除の日"] = NONE if day is None else _day(day)
    return found
