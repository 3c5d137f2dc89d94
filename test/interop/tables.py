"""Tables of every type that Sluice has, made by pyarrow and by DuckDB, and the comparison of what comes back.

    python tables.py write FOLDER           FOLDER/<case>.arrow for each case; their names as JSON on stdout
    python tables.py compare FOLDER         reads FOLDER/<case>.<way>.out.arrow: a stream for each column, with its
                                            results; what was compared as JSON on stdout
"""

import json
import sys
from decimal import getcontext
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.ipc as ipc
from arrays import build, dictionary, run_ends, union_type
from compare import canonical, is_encoded, same, split
from values import (
    WORDS,
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

ROWS = 90
BEFORE, AFTER = 13, 5

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

# By column: its type, and what makes a value of it.
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
INDICES = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()]
RUN_ENDS = [pa.int16(), pa.int32(), pa.int64()]


def table(nulls, rows, columns=COLUMNS):
    """`nulls`: the odds of a null in each row of each column."""
    return pa.table(
        {name: build(kind, [maybe(make, nulls)() for _ in range(rows)]) for name, (kind, make) in columns.items()},
        schema=pa.schema([pa.field(name, kind, nulls > 0 or name == "null") for name, (kind, _) in columns.items()]),
    )


def storage(kind):
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def dictionaries():
    """Indices of every width over values of every type, with nulls among both."""
    flat = {
        name: dictionary(storage(kind), make, INDICES[at % len(INDICES)], ROWS)
        for at, (name, (kind, make)) in enumerate({**FLAT, **{k: v for k, v in NESTED.items() if "dict" in k}}.items())
        if not pa.types.is_nested(kind)
    }
    words = pa.concat_arrays([dictionary(pa.utf8(), text, pa.int16(), ROWS)] * 2)
    lists = pa.ListArray.from_arrays(pa.array(range(0, 2 * ROWS + 1, 2), pa.int32()), words)
    return pa.table({**flat, "list_text": lists, "list_dictionary": lists})


def runs():
    """Runs of one to four rows of every type, nested ones too; ends of every width."""
    columns = {name: spec for name, spec in COLUMNS.items() if name != "null"}
    return pa.table(
        {
            name: run_ends(storage(kind), make, RUN_ENDS[at % len(RUN_ENDS)], ROWS)
            for at, (name, (kind, make)) in enumerate(columns.items())
        }
    )


def list_views():
    """The lists of each column from the last to the first, over each other where they may."""
    views = {}
    for name, (kind, make) in NESTED.items():
        if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
            continue
        is_large = pa.types.is_large_list(kind)
        values = build(kind.value_type, [make_one for _ in range(ROWS) for make_one in make()])
        size = [min(row % 4, len(values) - row) if row < len(values) else 0 for row in range(ROWS)]
        offset = [row if size[row] else 0 for row in range(ROWS)]
        width = pa.int64() if is_large else pa.int32()
        make_array = (pa.LargeListViewArray if is_large else pa.ListViewArray).from_arrays
        views[name] = make_array(
            pa.array(offset[::-1], width),
            pa.array(size[::-1], width),
            values,
            mask=pa.array([row % 7 == 3 for row in range(ROWS)]),
        )
    return pa.table(views)


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


def described():
    """Extension types that Sluice does not know are what they are stored as, and pass through with their names."""
    plain = table(0.3, ROWS, {name: FLAT[name] for name in ("utf8", "binary", "int8")})
    floats = table(0, ROWS, {"fixed_size_list": NESTED["fixed_size_list"]})["fixed_size_list"].combine_chunks()
    wrap = pa.ExtensionArray.from_storage
    opaque = pa.opaque(pa.binary(), "geometry", "PostGIS")
    tensor = pa.fixed_shape_tensor(pa.float32(), [3])
    return pa.table(
        [
            plain["utf8"],
            wrap(opaque, plain["binary"].combine_chunks()),
            wrap(pa.bool8(), plain["int8"].combine_chunks()),
            wrap(tensor, floats.cast(tensor.storage_type)),
        ],
        schema=pa.schema(
            [
                pa.field("utf8", pa.utf8(), metadata={"ARROW:extension:name": "geoarrow.wkt", "unit": "°"}),
                pa.field("binary", opaque),
                pa.field("int8", pa.bool8()),
                pa.field("fixed_size_list", tensor),
            ],
            metadata={"owner": "sluice"},
        ),
    )


# By column: what makes a value of row i in DuckDB. Every seventh is null.
DUCKDB = {
    "bool": "i % 3 = 0",
    "int8": "(i - 45)::tinyint",
    "int16": "(i * 300)::smallint",
    "int32": "(i * -70000)::integer",
    "int64": "9223372036854775807 - i",
    "uint8": "i::utinyint",
    "uint16": "(i * 300)::usmallint",
    "uint32": "(i * 40000000)::uinteger",
    "uint64": "18446744073709551615::ubigint - i::ubigint",
    "float32": "(i / 8.0)::float",
    "float64": "i / 3.0::double",
    "utf8": "repeat('ü', i::int)",
    "binary": "repeat('x', i::int)::blob",
    "decimal": "(i * 1234567890123.0123456789)::decimal(38, 10)",
    "decimal_whole": "(i - 45)::decimal(9, 0)",
    "decimal64": "(i * -1234.567)::decimal(18, 3)",
    "date32": "date '1960-02-29' + i::int",
    "time_us": "time '00:00:00.000001' + interval (i) minute",
    "timestamp_s": "make_timestamp((i - 45) * 1000000000000)::timestamp_s",
    "timestamp_ms": "make_timestamp((i - 45) * 1000000001000)::timestamp_ms",
    "timestamp_us": "make_timestamp((i - 45) * 1000000000001)",
    "timestamp_ns": "make_timestamp_ns((i - 45) * 1000000000000001)",
    "timestamp_us_zone": "make_timestamp(i * 1000000000001)::timestamptz",
    "month_day_nano": "interval (i) month + interval (-i) day + interval (i) microsecond",
    "list_int": "[i::integer, null, -i::integer][1:(i % 4)::int]",
    "list_text": "['a', null, repeat('b', i::int)][1:(i % 4)::int]",
    "list_list": "[[true, null], null, []][1:(i % 4)::int]",
    "fixed_size_list": "[i, 0.5, -i]::float[3]",
    "struct": "{'x': i / 7.0::double, 'label': if(i % 2 = 0, null, 'odd'), 'on': i % 3 = 0}",
    "map": "map {'a': i / 7.0::double, 'b': null}",
    "literals": "['low', 'middle', 'high'][(i % 3 + 1)::int]::enum('low', 'middle', 'high')",
    "dictionary_text": "['', 'x', 'yy'][(i % 3 + 1)::int]::enum('', 'x', 'yy')",
}

UNION = "union(count integer, none boolean, words varchar[])"
# These have their types only where DuckDB is told to lose none.
LOSSLESS = {
    "uuid": "('f81d4fae-7dec-11d0-a765-00a0c91e' || lpad(i::varchar, 4, '0'))::uuid",
    "json": """('{"i":' || i || '}')::json""",
    "utf8_view": "repeat('ü', i::int)",
    "sparse_union": f"case i % 3 when 0 then union_value(count := i::integer)::{UNION} "
    f"when 1 then union_value(none := true)::{UNION} else union_value(words := ['a', 'b'])::{UNION} end",
}


# Of a boolean DuckDB then makes an Int8 with the extension arrow.bool8.
OTHERWISE = {"bool", "list_list", "struct"}


def from_duckdb(columns, *settings):
    connection = duckdb.connect()
    for setting in settings:
        connection.execute(f"set {setting}")
    values = ", ".join(f"case when i % 7 = 3 then null else {value} end as {name}" for name, value in columns.items())
    return connection.sql(f"select {values} from range({ROWS}) t(i) order by i").to_arrow_table()


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
        "described": (described(), {}),
        "run_ends": (runs().slice(BEFORE, 70), {}),
        "list_views": (list_views(), {}),
        "duckdb": (from_duckdb(DUCKDB), {}),
        "duckdb_views": (
            from_duckdb(
                {name: value for name, value in {**DUCKDB, **LOSSLESS}.items() if name not in OTHERWISE},
                "arrow_lossless_conversion = true",
                "produce_arrow_string_view = true",
                "arrow_output_list_view = true",
                "arrow_output_version = '1.5'",
            ),
            {},
        ),
    }


def write(folder):
    names = []
    for name, (data, options) in cases().items():
        data.validate(full=True)
        options = ipc.IpcWriteOptions(**options)
        with ipc.new_stream(folder / f"{name}.arrow", data.schema, options=options) as writer:
            writer.write_table(data)
        names.append(name)
    return names


def read(path):
    """The schema and the batches of each stream of a file."""
    with pa.memory_map(str(path)) as file:
        while file.tell() < file.size():
            reader = ipc.open_stream(file)
            yield reader.schema, list(reader)


def compare(folder):
    compared, problems = 0, []
    for path in sorted(folder.glob("*.out.arrow")):
        name = path.name.removesuffix(".out.arrow")
        [(given_schema, given)] = read(folder / f"{name.split('.')[0]}.arrow")
        columns = []
        for schema, batches in read(path):
            column = schema.names[0].split("__")[0]
            columns.append(column)
            found = differences(given_schema.field(column), given, schema, batches)
            problems.extend(f"{name}: {problem}" for problem in found)
            compared += sum("__" in name for name in schema.names)
            if schema.metadata != given_schema.metadata:
                problems.append(f"{name}: the schema's metadata is lost")
        if columns != given_schema.names:
            problems.append(f"{name} has the columns {columns}")
    return {"compared": compared, "problems": problems, "checksums": checksums(folder)}


# pyarrow has no arrays of these intervals for Python, and compares them all the same.
UNMADE = ("year_month", "day_time")


def alone(batch, name):
    return batch.select([name]).rename_columns(["v"])


def differences(field, given, schema, batches):
    """Between a field that was given, perhaps among the batches, and what functions made of it, named `<field>__…`."""
    for batch in batches:
        try:
            batch.validate(full=True)
        except pa.ArrowInvalid as error:
            yield f"{field.name} is not valid: {error}"
            return
    if field.name in schema.names and not field.equals(schema.field(field.name), check_metadata=True):
        yield f"the input field is {schema.field(field.name)}, and was {field}"
    if sum(batch.num_rows for batch in batches) != sum(batch.num_rows for batch in given):
        yield f"{field.name} has not as many rows"
    declared = COLUMNS[field.name][0] if field.name in COLUMNS else field.type
    for result in schema:
        if result.name == field.name:
            continue
        if canonical(result.type) != canonical(declared):
            yield f"{result.name} is {result.type}, not {declared}"
        elif not is_encoded(result.type) and result.type != declared:
            yield f"{result.name} is {result.type}, not exactly {declared}"
    for before, after in split(given, batches):
        for name in schema.names:
            if field.name in UNMADE:
                equal = alone(after, name).equals(alone(before, field.name))
            else:
                equal = same(after[name], before[field.name])
            if not equal:
                yield f"{name} differs"


def checksums(folder):
    """The same sums by DuckDB over a column of each kind, and over the result that was made of it."""
    sums = {
        "int32": "count({0}), sum({0})::varchar",
        "decimal_whole": "sum({0})::varchar",
        "utf8": "sum(length({0}))::int, md5(string_agg({0}, '|' order by row))",
        "utf8_view": "md5(string_agg({0}, '|' order by row))",
        "date32": "max({0})::varchar",
        "struct": "count(distinct {0})",
        "list_text": "sum(len({0}))::int",
        "fixed_size_list": "count(distinct {0})",
        "map": "sum(cardinality({0}))::int",
        "sparse_union": "count(distinct {0})",
    }
    found = ([], [])
    connection = duckdb.connect()
    for schema, batches in read(folder / "chunked.call.out.arrow"):
        name = schema.names[0]
        if name not in sums:
            continue
        connection.register("result", pa.Table.from_batches(batches, schema))
        for made, column in zip(found, (name, f"{name}__async")):
            query = f"select {sums[name].format(column)} from (select *, row_number() over () as row from result)"
            made.extend(connection.execute(query).fetchall()[0])
    return found


if __name__ == "__main__":
    command, target = sys.argv[1], Path(sys.argv[2])
    print(json.dumps({"write": write, "compare": compare}[command](target)))
