"""Makers of values: each gives another one whenever it is called, the same ones in each run."""

import random
from datetime import date, timedelta
from decimal import Context, Decimal

rng = random.Random(20240229)

WORDS = ["", "a", "Zürich", "東京", "😀😀", "null\0inside", "twelve bytes", "x" * 70, "ß" * 40]


def whole(low, high):
    return lambda: rng.choice([low, high, 0, rng.randint(low, high)])


def signed(bits):
    return whole(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def floating(largest, other=lambda: rng.uniform(-1, 1)):
    return lambda: rng.choice([0.0, -0.0, float("inf"), float("-inf"), float("nan"), largest, other()])


def decimal(precision, scale):
    whole_digits = whole(-(10**precision) + 1, 10**precision - 1)
    return lambda: Decimal(whole_digits()).scaleb(-scale, Context(prec=80))


def maybe(make, odds=0.3):
    return lambda: None if rng.random() < odds else make()


def some(make, most=4, least=0):
    return lambda: [make() for _ in range(rng.randint(least, most))]


def pairs(key, value):
    return lambda: list({key(): value() for _ in range(rng.randint(0, 3))}.items())


def record(**members):
    return lambda: {name: make() for name, make in members.items()}


def text():
    return rng.choice(WORDS)


def days():
    return date(1970, 1, 1) + timedelta(days=rng.randint(-400_000, 400_000))


# Beyond these a Date holds no value.
moment = whole(-8_640_000_000_000_000, 8_640_000_000_000_000)
long = signed(64)
int32 = signed(32)
