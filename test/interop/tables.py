"""Writes tables of every type that Sluice has as Arrow IPC, and compares what comes back. pyarrow and DuckDB do the work.

    python tables.py write FOLDER           FOLDER/<case>.arrow for each case; their names as JSON on stdout
    python tables.py compare FOLDER         reads FOLDER/<case>.out.arrow; what was compared as JSON on stdout
"""

import json
import random
import sys
from datetime import date, timedelta
from decimal import Decimal, getcontext
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.ipc as ipc

ROWS = 90
BEFORE, AFTER = 13, 5
rng = random.Random(20240229)

WORDS = ["", "a", "Zürich", "東京", "😀😀", "null\0inside", "x" * 70, "ß" * 40]


def whole(low, high):
    return lambda: rng.choice([low, high, 0, rng.randint(low, high)])


def signed(bits):
    return whole(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def floating(largest):
    return lambda: rng.choice([0.0, -0.0, float("inf"), float("-inf"), float("nan"), largest, rng.uniform(-1, 1)])


def decimal(precision, scale):
    return lambda: Decimal(rng.randint(-(10**precision) + 1, 10**precision - 1)).scaleb(-scale)


def maybe(make, odds=0.3):
    return lambda: None if rng.random() < odds else make()


def some(make, most=4):
    return lambda: [make() for _ in range(rng.randint(0, most))]


def pairs(key, value):
    return lambda: list({key(): value() for _ in range(rng.randint(0, 3))}.items())


def record(**members):
    return lambda: {name: make() for name, make in members.items()}


def text():
    return rng.choice(WORDS)


def day():
    return date(1970, 1, 1) + timedelta(days=rng.randint(-400_000, 400_000))


# Beyond these a Date holds no value.
moment = whole(-8_640_000_000_000_000, 8_640_000_000_000_000)
long = signed(64)
int32 = signed(32)

# Python rounds to 28 digits unless it is told.
getcontext().prec = 40

COLUMNS = {
    "bool": (pa.bool_(), lambda: rng.random() < 0.5),
    **{f"int{bits}": (getattr(pa, f"int{bits}")(), signed(bits)) for bits in (8, 16, 32, 64)},
    "safe_int": (pa.int64(), whole(-(2**53) + 1, 2**53 - 1)),
    **{f"uint{bits}": (getattr(pa, f"uint{bits}")(), whole(0, 2**bits - 1)) for bits in (8, 16, 32, 64)},
    "float32": (pa.float32(), floating(3.4028234663852886e38)),
    "float64": (pa.float64(), floating(1.7976931348623157e308)),
    "utf8": (pa.utf8(), text),
    "binary": (pa.binary(), lambda: rng.randbytes(rng.randint(0, 40))),
    "decimal": (pa.decimal128(38, 10), decimal(38, 10)),
    "decimal_whole": (pa.decimal128(9, 0), decimal(9, 0)),
    "date32": (pa.date32(), day),
    "timestamp_date": (pa.timestamp("ms", "UTC"), moment),
    **{f"timestamp_{unit}": (pa.timestamp(unit), long) for unit in ("s", "ms", "us", "ns")},
    "timestamp_s_zone": (pa.timestamp("s", "Europe/Berlin"), long),
    "timestamp_ms_zone": (pa.timestamp("ms", "+02:00"), long),
    "timestamp_us_zone": (pa.timestamp("us", "UTC"), long),
    "timestamp_ns_zone": (pa.timestamp("ns", "Asia/Tokyo"), long),
    **{f"duration_{unit}": (pa.duration(unit), long) for unit in ("s", "ms", "us", "ns")},
    "month_day_nano": (
        pa.month_day_nano_interval(),
        lambda: pa.MonthDayNano([int32(), int32(), long()]),
    ),
    "list_int": (pa.list_(pa.int32()), some(maybe(int32))),
    "list_text": (pa.list_(pa.utf8()), some(maybe(text))),
    "list_required": (pa.list_(pa.field("item", pa.utf8(), nullable=False)), some(text)),
    "list_list": (pa.list_(pa.list_(pa.bool_())), some(maybe(some(maybe(lambda: rng.random() < 0.5))))),
    "struct": (
        pa.struct({"x": pa.float64(), "label": pa.utf8(), "on": pa.bool_()}),
        record(x=maybe(lambda: rng.uniform(-1, 1)), label=maybe(text), on=maybe(lambda: True)),
    ),
    "struct_deep": (
        pa.struct(
            {
                "inner": pa.struct({"tags": pa.list_(pa.utf8()), "at": pa.date32()}),
                "price": pa.decimal128(12, 2),
            }
        ),
        record(
            inner=maybe(record(tags=maybe(some(maybe(text))), at=maybe(day))), price=maybe(decimal(12, 2))
        ),
    ),
    "map": (pa.map_(pa.utf8(), pa.float64()), pairs(text, maybe(lambda: rng.uniform(-1, 1)))),
    "list_struct": (
        pa.list_(pa.struct({"sku": pa.utf8(), "counts": pa.map_(pa.int32(), pa.int64())})),
        some(maybe(record(sku=maybe(text), counts=maybe(pairs(int32, maybe(long)))))),
    ),
}

INDICES = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]


def array(kind, values):
    """Counts of units go in as integers: Python's own dates and times end at year 9999 and at microseconds."""
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return pa.array(values, pa.int64()).view(kind)
    return pa.array(values, kind)


def table(nulls, rows):
    """`nulls`: the odds of a null in each row of each column."""
    return pa.table(
        {
            name: array(kind, [maybe(make, nulls)() for _ in range(rows)])
            for name, (kind, make) in COLUMNS.items()
        },
        schema=pa.schema([pa.field(name, kind, nulls > 0) for name, (kind, _) in COLUMNS.items()]),
    )


def dictionary(kind, make, index):
    """Values with a null among them, and indices of which some are null and some point to that null."""
    values = array(kind, [None, *(make() for _ in range(7))])
    indices = pa.array([maybe(lambda: rng.randrange(8))() for _ in range(ROWS)], index)
    return pa.DictionaryArray.from_arrays(indices, values)


def dictionaries():
    flat = {name: spec for name, spec in COLUMNS.items() if not pa.types.is_nested(spec[0])}
    nested = {
        "list_text": pa.ListArray.from_arrays(
            pa.array(range(0, 2 * ROWS + 1, 2), pa.int32()),
            pa.concat_arrays([dictionary(pa.utf8(), text, pa.int16())] * 2).slice(0, 2 * ROWS),
        ),
    }
    return pa.table(
        {
            **{
                name: dictionary(kind, make, INDICES[at % len(INDICES)])
                for at, (name, (kind, make)) in enumerate(flat.items())
            },
            **nested,
        }
    )


def growing():
    """Batches with dictionaries of their own: replaced from one to the next, or grown by deltas where they can be."""
    seen = [WORDS[:2], WORDS[:5], WORDS[:8], WORDS[5:]]
    return pa.table(
        {
            "utf8": pa.chunked_array(
                pa.DictionaryArray.from_arrays(pa.array([0, None, len(words) - 1], pa.int32()), pa.array(words))
                for words in seen
            )
        }
    )


def cases():
    whole_table = table(0.3, BEFORE + ROWS + AFTER)
    plain = table(0.3, ROWS)
    return {
        "plain": (plain, {}),
        "chunked": (pa.concat_tables([plain.slice(0, 33), plain.slice(33, 1), plain.slice(34)]), {}),
        "sliced": (whole_table.slice(BEFORE, ROWS), {}),
        "no_nulls": (table(0, ROWS), {}),
        "all_null": (table(1, ROWS), {}),
        "no_rows": (table(0.3, 1).slice(0, 0), {}),
        "dictionary": (dictionaries(), {}),
        "dictionary_replaced": (growing(), {}),
        "dictionary_delta": (growing(), {"emit_dictionary_deltas": True}),
        "described": (
            plain.select(["utf8"]).cast(
                pa.schema([pa.field("utf8", pa.utf8(), metadata={"ARROW:extension:name": "geoarrow.wkt"})])
            ).replace_schema_metadata({"owner": "sluice"}),
            {},
        ),
    }


def write(folder):
    names = []
    for name, (data, options) in cases().items():
        data.validate(full=True)
        with ipc.new_stream(
            folder / f"{name}.arrow", data.schema, options=ipc.IpcWriteOptions(**options)
        ) as writer:
            writer.write_table(data)
        names.append(name)
    return names


def read(path):
    return ipc.open_stream(path).read_all()


def decoded(column):
    """The column without dictionaries, at the top or in a list."""
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    if pa.types.is_list(column.type) and pa.types.is_dictionary(column.type.value_type):
        return column.cast(pa.list_(column.type.value_type.value_type))
    return column


def bits(column):
    """Floats as integers, so that -0 is not 0 and NaN is itself."""
    for kind, view in ((pa.float32(), pa.int32()), (pa.float64(), pa.int64())):
        if column.type == kind:
            return pa.chunked_array([chunk.view(view) for chunk in column.chunks], view)
    return column


def same(a, b):
    return bits(decoded(a)).equals(bits(decoded(b)))


def compare(folder):
    compared, problems = 0, []
    for path in sorted(folder.glob("*.out.arrow")):
        name = path.name.removesuffix(".out.arrow")
        given, got = read(folder / f"{name}.arrow"), read(path)
        try:
            got.validate(full=True)
        except pa.ArrowInvalid as error:
            problems.append(f"{name}: {error}")
        for field in given.schema:
            if not same(got[field.name], given[field.name]) or got[field.name].type != field.type:
                problems.append(f"{name}: the input column {field.name} is not as it was")
            if got.schema.field(field.name).metadata != field.metadata:
                problems.append(f"{name}: the metadata of {field.name} is lost")
            expected = decoded(given[field.name])
            results = [column for column in got.column_names if column.startswith(f"{field.name}__")]
            if len(results) != 4:
                problems.append(f"{name}: {field.name} has the results {results}")
            for result in results:
                compared += 1
                column = got[result]
                if column.type != expected.type:
                    problems.append(f"{name}: {result} is {column.type}, not {expected.type}")
                elif not same(column, expected):
                    problems.append(f"{name}: {result} differs")
        if got.schema.metadata != given.schema.metadata:
            problems.append(f"{name}: the schema's metadata is lost")
    return {"compared": compared, "problems": problems, "checksums": checksums(folder)}


def checksums(folder):
    """The same sums by DuckDB over a column of each kind, and over the result that was made of it."""
    connection = duckdb.connect()
    connection.register("result", read(folder / "chunked.out.arrow"))
    sums = """
        select count(int32{0}), sum(int32{0})::varchar, sum(decimal_whole{0})::varchar, sum(length(utf8{0}))::int,
            md5(string_agg(utf8{0}, '|' order by row)), count(distinct struct{0}), sum(len(list_text{0}))::int,
            max(date32{0})::varchar
        from (select *, row_number() over () as row from result)
    """
    return [list(connection.execute(sums.format(suffix)).fetchone()) for suffix in ("", "__async")]


if __name__ == "__main__":
    command, target = sys.argv[1], Path(sys.argv[2])
    print(json.dumps({"write": write, "compare": compare}[command](target)))
