"""A thousand damaged interchanges: each is read, or refused with its place and reason. None is a crash."""

import random
from collections import Counter

from integrator.documents.x12 import X12Error, acknowledge, decode, encode, read_interchange
from tests.unit.documents.x12.papers import ENVELOPE, PAPERS, only_document

TEXTS = [encode(paper, ENVELOPE) for paper in PAPERS.values()]
SEED = 20_260_105
ROUNDS = 1_000
PIECES = ("*", "~", ">", "0", "-1", "9" * 30, "", "\x00", "é", "ST", "HL*1**S", "~SE*1*1", "**", "1e9", "NaN", "LIN*")


def damaged(text: str, dice: random.Random) -> str:
    """Change, drop, double or swap something, inside of elements and across segments."""
    segments = text.split("~")
    place = dice.randrange(1, len(segments))
    match dice.randrange(7):
        case 0:
            segments.insert(place, dice.choice(segments))
        case 1:
            del segments[place]
        case 2:
            other = dice.randrange(1, len(segments))
            segments[place], segments[other] = segments[other], segments[place]
        case 3:
            elements = segments[place].split("*")
            elements[dice.randrange(len(elements))] = dice.choice(PIECES)
            segments[place] = "*".join(elements)
        case 4:
            at = dice.randrange(len(text))
            return text[:at] + dice.choice(PIECES) + text[at + dice.randrange(3) :]
        case 5:
            return text[: dice.randrange(len(text))]
        case 6:
            segments[place] = segments[place] + dice.choice(PIECES) * dice.randrange(1, 40)
    # Half of them get the count that fits, or the map would never see them.
    if dice.random() < 0.5:
        segments = [f"SE*{_count(segments)}*0001" if one.startswith("SE*") else one for one in segments]
    return "~".join(segments)


def _count(segments: list[str]) -> int:
    names = [segment[:3] for segment in segments]
    return names.index("SE*") - names.index("ST*") + 1 if {"SE*", "ST*"} <= set(names) else 0


def outcome(text: str) -> str:
    try:
        for group in read_interchange(text).groups:
            for one in group.sets:
                decode(one)
    except X12Error as error:
        is_placed = bool(error.segment and error.position)
        return (
            f"refused at {error.level}" if error.reason and is_placed == (error.level != "interchange") else str(error)
        )
    return "read"


def test_every_damaged_document_can_be_answered_with_a_receipt() -> None:
    dice = random.Random(SEED)
    verdicts: Counter[str] = Counter()

    for _ in range(ROUNDS // 4):
        try:
            groups = read_interchange(damaged(dice.choice(TEXTS[:-1]), dice)).groups
        except X12Error:
            continue
        for group in (one for one in groups if one.functional_id != "FA"):
            receipt = acknowledge(group)
            verdicts[receipt.verdict] += 1
            assert receipt == only_document(encode(receipt, ENVELOPE))

    assert {"accepted", "rejected"} == set(verdicts)


def test_a_thousand_damaged_interchanges_are_read_or_refused() -> None:
    dice = random.Random(SEED)

    found = Counter(outcome(damaged(dice.choice(TEXTS), dice)) for _ in range(ROUNDS))

    assert {"read", "refused at interchange", "refused at set", "refused at segment", "refused at element"} == set(
        found
    )
    assert found["read"] < ROUNDS / 4
