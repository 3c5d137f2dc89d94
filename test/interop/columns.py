"""The columns of columns.ts: of each its type, and what makes a value of it."""

import json
from decimal import getcontext

import pyarrow as pa
from arrays import union_type
from values import (
    days,
    decimal,
    floating,
    int32,
    long,
    maybe,
    moment,
    pairs,
    record,
    rng,
    signed,
    some,
    text,
    whole,
)

# Python rounds to 28 digits unless it is told.
getcontext().prec = 80


def required(kind):
    return pa.field("item", kind, nullable=False)


def struct(**members):
    return pa.struct([pa.field(name, *kind) for name, kind in members.items()])


STRICT = False
VARIANTS = {"count": pa.int32(), "none": pa.null(), "words": pa.list_(required(pa.utf8()))}
POINT = struct(x=(pa.float64(), STRICT), label=(pa.utf8(),))


def variant():
    """A variant's name, and what is in it."""
    return rng.choice([("count", int32()), ("none", None), ("words", some(text)())])


def variant_or_point():
    point = record(x=floating(1e300), label=maybe(text))
    return rng.choice([variant, variant, variant, lambda: ("point", point())])()


def flag():
    return rng.random() < 0.5


def time(unit):
    most = 86_400 * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit] - 1
    return (pa.time32(unit) if unit in ("s", "ms") else pa.time64(unit), whole(0, most))


def document():
    value = rng.choice([{"a": [1, "x", None]}, [], "text", 5.5, True, "é" * 20])
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def interval():
    return pa.MonthDayNano([int32(), int32(), long()])


def some_bytes(size):
    return lambda: rng.randbytes(size)


def blob():
    return rng.randbytes(rng.randint(0, 40))


def tick():
    return rng.choice([0, 1, -1, 10**18, -(10**15)])


half = floating(65504.0, lambda: rng.randint(-2048, 2048) / 16)
single = floating(3.4028234663852886e38, lambda: rng.randint(-(2**20), 2**20) / 1024)
double = floating(1.7976931348623157e308)


FLAT = {
    "bool": (pa.bool_(), flag),
    **{f"int{bits}": (getattr(pa, f"int{bits}")(), signed(bits)) for bits in (8, 16, 32, 64)},
    "safe_int": (pa.int64(), whole(-(2**53) + 1, 2**53 - 1)),
    **{f"uint{bits}": (getattr(pa, f"uint{bits}")(), whole(0, 2**bits - 1)) for bits in (8, 16, 32, 64)},
    "float16": (pa.float16(), half),
    "float32": (pa.float32(), single),
    "float64": (pa.float64(), double),
    "utf8": (pa.utf8(), text),
    "large_utf8": (pa.large_utf8(), text),
    "utf8_view": (pa.string_view(), text),
    "binary": (pa.binary(), blob),
    "large_binary": (pa.large_binary(), blob),
    "binary_view": (pa.binary_view(), blob),
    "fixed_size_binary": (pa.binary(3), some_bytes(3)),
    "decimal32": (pa.decimal32(9, 2), decimal(9, 2)),
    "decimal64": (pa.decimal64(18, 3), decimal(18, 3)),
    "decimal": (pa.decimal128(38, 10), decimal(38, 10)),
    "decimal_whole": (pa.decimal128(9, 0), decimal(9, 0)),
    "decimal256": (pa.decimal256(76, 20), decimal(76, 20)),
    "date32": (pa.date32(), days),
    "date64": (pa.date64(), days),
    **{f"time_{unit}": time(unit) for unit in ("s", "ms", "us", "ns")},
    "timestamp_date": (pa.timestamp("ms", "UTC"), moment),
    **{f"timestamp_{unit}": (pa.timestamp(unit), long) for unit in ("s", "ms", "us", "ns")},
    "timestamp_s_zone": (pa.timestamp("s", "Europe/Berlin"), long),
    "timestamp_ms_zone": (pa.timestamp("ms", "+02:00"), long),
    "timestamp_us_zone": (pa.timestamp("us", "UTC"), long),
    "timestamp_ns_zone": (pa.timestamp("ns", "Asia/Tokyo"), long),
    **{f"duration_{unit}": (pa.duration(unit), long) for unit in ("s", "ms", "us", "ns")},
    "month_day_nano": (pa.month_day_nano_interval(), interval),
    "json": (pa.json_(), document),
    "uuid": (pa.uuid(), some_bytes(16)),
}

NESTED = {
    "list_int": (pa.list_(pa.int32()), some(maybe(int32))),
    "list_text": (pa.list_(pa.utf8()), some(maybe(text))),
    "list_required": (pa.list_(required(pa.utf8())), some(text)),
    "list_list": (pa.list_(pa.list_(pa.bool_())), some(maybe(some(maybe(flag))))),
    "list_typed": (pa.list_(required(pa.float32())), some(single)),
    "large_list": (pa.large_list(pa.uint64()), some(maybe(whole(0, 2**64 - 1)))),
    "large_list_text": (pa.large_list(required(pa.large_utf8())), some(text)),
    "fixed_size_list": (pa.list_(required(pa.float32()), 3), some(single, 3, 3)),
    "fixed_size_list_nulls": (pa.list_(pa.bool_(), 2), some(maybe(flag), 2, 2)),
    "struct": (
        pa.struct({"x": pa.float64(), "label": pa.utf8(), "on": pa.bool_()}),
        record(x=maybe(double), label=maybe(text), on=maybe(flag)),
    ),
    "struct_required": (
        struct(id=(pa.int16(), STRICT), on=(pa.bool_(), STRICT), name=(pa.string_view(), STRICT)),
        record(id=signed(16), on=flag, name=text),
    ),
    "struct_deep": (
        pa.struct(
            {
                "inner": pa.struct({"tags": pa.list_(pa.utf8()), "at": pa.date32()}),
                "price": pa.decimal128(12, 2),
            }
        ),
        record(inner=maybe(record(tags=maybe(some(maybe(text))), at=maybe(days))), price=maybe(decimal(12, 2))),
    ),
    "map": (pa.map_(pa.utf8(), pa.float64()), pairs(text, maybe(double))),
    "map_required": (
        pa.map_(pa.int32(), pa.field("value", pa.list_(required(pa.bool_())), nullable=False)),
        pairs(int32, some(flag)),
    ),
    "list_struct": (
        pa.list_(pa.struct({"sku": pa.utf8(), "counts": pa.map_(pa.int32(), pa.int64())})),
        some(maybe(record(sku=maybe(text), counts=maybe(pairs(int32, maybe(long)))))),
    ),
    "literals": (pa.utf8(), lambda: rng.choice(["low", "middle", "high"])),
    "dictionary_text": (pa.utf8(), text),
    "dictionary_int64": (pa.int64(), tick),
    "dictionary_bool": (pa.bool_(), flag),
    "list_dictionary": (pa.list_(pa.utf8()), some(maybe(text))),
    "dense_union": (
        union_type("dense", {"count": pa.int32(), "none": pa.null(), "point": POINT, "words": VARIANTS["words"]}),
        variant_or_point,
    ),
    "sparse_union": (union_type("sparse", VARIANTS), variant),
    "list_union": (pa.list_(union_type("dense", VARIANTS)), some(maybe(variant))),
    "struct_union": (
        pa.struct({"shape": union_type("dense", VARIANTS), "colour": pa.utf8(), "id": pa.uuid()}),
        record(shape=maybe(variant), colour=maybe(lambda: rng.choice(["red", "blue"])), id=maybe(some_bytes(16))),
    ),
    "list_fixed": (
        pa.list_(pa.list_(pa.decimal64(18, 3), 2)),
        some(maybe(some(maybe(decimal(18, 3)), 2, 2))),
    ),
    "struct_times": (
        struct(
            at=(pa.timestamp("us", "UTC"), STRICT),
            noon=(pa.time32("ms"),),
            span=(pa.month_day_nano_interval(),),
        ),
        record(at=long, noon=maybe(time("ms")[1]), span=maybe(interval)),
    ),
}

COLUMNS = {**FLAT, **NESTED, "null": (pa.null(), lambda: None)}
