"""Twelve requirements and a fee, three times: documents drawn at random, the requirements as plain Python on them, and
the same documents as dossiers for the rules of this folder.

The plain functions are the yardstick: nothing that reads rules can be much faster than Python written by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import ceil
from random import Random
from typing import Any

NEEDED = ("proposal", "plan", "pledge", "register", "identity", "security")
MEASURES = ("access", "training", "encryption", "incidents")
NAMES = {
    "proposal": "提案書", "plan": "事業計画書", "pledge": "誓約書", "register": "登記事項証明書",
    "identity": "本人確認書類", "security": "安全管理書",
    "map": "地図", "draft": "契約書案",
    "access": "アクセス制御", "training": "教育", "encryption": "暗号化", "incidents": "事故対応",
    "logging": "記録", "backup": "複製", "audit": "監査", "disposal": "廃棄",
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
    corporation = p["kind"] == "corporation"
    fit: bool | None = True
    if corporation:
        for o in p["officers"]:
            minor = o.get("minor")
            grown = None if minor is None else not minor
            parts = grown, _solvent(o), _over(o, "sentence", limit), _over(o, "cancelled", limit)
            if False in parts:
                fit = False
                break
            if None in parts:
                fit = None
    first, last = call.get("start"), call.get("end")
    age, count, most, months = p.get("age"), d.get("count"), file.get("count"), d.get("months")
    papers, measures = d.get("papers"), d.get("measures")
    return (
        corporation or (None if age is None else age >= 18),
        _solvent(p),
        _over(p, "sentence", limit),
        _over(p, "cancelled", limit),
        fit,
        _both(None if count is None else count >= 1000, None if count is None or most is None else count <= most),
        file.get("listed"),
        None if months is None else months <= 60,
        None if papers is None else _NEEDED.issubset(papers),
        _both(
            None if first is None or received is None else first <= received,
            None if last is None or received is None else received <= last,
        ),
        None if first is None or last is None else (date.fromisoformat(last) - date.fromisoformat(first)).days >= 30,
        None if measures is None else _MEASURES.issubset(measures),
        21_000 + 3950 * ceil(d["minutes"] / 60) + d["outsourced"],
    )


def _solvent(person: Document) -> bool | None:
    if "bankruptcy" not in person:
        return None
    bankruptcy = person["bankruptcy"]
    return bankruptcy is None or bankruptcy["restored"]


def _over(person: Document, key: str, limit: str | None) -> bool | None:
    """Whether nothing happened, or it is at least two years ago."""
    if key not in person:
        return None
    day = person[key]
    return True if day is None else None if limit is None else day <= limit


def _both(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


# --- as a dossier ---------------------------------------------------------------------------------------------------


def dossier(d: Document) -> dict[str, Any]:
    """The document as a dossier in JSON, by the forms of this folder."""
    p, file, call = d["proposer"], d["file"], d["call"]
    proposer = {"種別": "法人" if p["kind"] == "corporation" else "個人", "満年齢": p.get("age"), **_person_papers(p)}
    proposer["役員"] = [{"氏名": o["name"], "未成年": o.get("minor"), **_person_papers(o)} for o in p["officers"]]
    proposal = {
        "提案の日": d.get("received"),
        "提案者": proposer,
        "本人の数": d.get("count"),
        "利用の月数": d.get("months"),
        "書面": [NAMES[key] for key in d["papers"]] if "papers" in d else None,
        "措置": [NAMES[key] for key in d["measures"]] if "measures" in d else None,
        "作成に要する時間": f"{d['minutes']}分",
        "委託額": d["outsourced"],
    }
    return {
        "一件書類": {"種類": "提案", "段階": "提案"},
        "提案書": _written(proposal),
        "個人情報ファイル簿": _written({"簿の本人の数": file.get("count"), "掲載": file.get("listed")}),
        "募集": _written({"開始の日": call.get("start"), "終了の日": call.get("end")}),
    }


def _person_papers(person: Document) -> Document:
    return {
        "破産": _or_none(person, "bankruptcy", lambda bankruptcy: {"復権": bankruptcy["restored"]}),
        "刑の終了の日": _or_none(person, "sentence", str),
        "契約の解除の日": _or_none(person, "cancelled", str),
    }


def _or_none(person: Document, key: str, written: Callable[[Any], Any]) -> Any:
    if key not in person:
        return None
    return "なし" if person[key] is None else written(person[key])


def _written(value: Any) -> Any:
    """Without what was left out."""
    if isinstance(value, dict):
        return {key: _written(inner) for key, inner in value.items() if inner is not None}
    return [_written(inner) for inner in value] if isinstance(value, list) else value
