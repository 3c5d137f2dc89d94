"""Writes Arrow IPC with every type that pyarrow can make, and compares what was made of it bit for bit."""

import datetime
import decimal
import json
import random
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc

ROWS = 101
TEXT = ["", "a", "twelve bytes", "a little longer than that", "Grüße, 世界 🙂"]
DAY = datetime.date(1969, 12, 20)


def values(generator, null_share, value):
    return [None if generator.random() < null_share else value(row) for row in range(ROWS)]


def table(null_share):
    generator = random.Random(7)

    def array(type, value):
        return pa.array(values(generator, null_share, value), type)

    def text(row):
        return TEXT[row % len(TEXT)]

    def digits(count, scale):
        return lambda row: decimal.Decimal(generator.randrange(1 - 10**count, 10**count)).scaleb(
            -scale, decimal.Context(prec=80)
        )

    columns = {
        "null": pa.nulls(ROWS),
        "bool": array(pa.bool_(), lambda row: row % 3 == 0),
        "float16": array(pa.float32(), lambda row: row / 8).cast(pa.float16()),
        "float32": array(pa.float32(), lambda row: row / 3),
        "float64": array(pa.float64(), lambda row: [row / 7, float("nan"), -0.0, float("-inf")][row % 4]),
        "utf8": array(pa.utf8(), text),
        "large_utf8": array(pa.large_utf8(), text),
        "utf8_view": array(pa.string_view(), text),
        "binary": array(pa.binary(), lambda row: text(row).encode()),
        "large_binary": array(pa.large_binary(), lambda row: text(row).encode()),
        "binary_view": array(pa.binary_view(), lambda row: text(row).encode()),
        "fixed_size_binary": array(pa.binary(3), lambda row: bytes([row, 0, 255])),
        "decimal32": array(pa.decimal32(9, 2), digits(9, 2)),
        "decimal64": array(pa.decimal64(18, 3), digits(18, 3)),
        "decimal128": array(pa.decimal128(38, 10), digits(38, 10)),
        "decimal256": array(pa.decimal256(76, 20), digits(76, 20)),
        "date32": array(pa.date32(), lambda row: DAY + datetime.timedelta(row)),
        "date64": array(pa.date64(), lambda row: DAY + datetime.timedelta(row)),
        "month_day_nano": array(pa.month_day_nano_interval(), lambda row: (row, -row, 10**15 + row)),
        "list": array(pa.list_(pa.utf8()), lambda row: [text(row), None][: row % 3]),
        "large_list": array(pa.large_list(pa.int16()), lambda row: [row, None][: row % 3]),
        "list_view": pa.ListViewArray.from_arrays(
            pa.array([ROWS - 1 - row for row in range(ROWS)], pa.int32()),
            pa.array(values(generator, 0, lambda row: row % 2), pa.int32()),
            array(pa.utf8(), text),
            mask=pa.array([null_share > 0 and row % 7 == 3 for row in range(ROWS)]),
        ),
        "large_list_view": array(pa.large_list_view(pa.int16()), lambda row: [row, None][: row % 3]),
        "fixed_size_list": array(pa.list_(pa.float32(), 2), lambda row: [row, None]),
        "struct": array(
            pa.struct([("x", pa.int64()), ("y", pa.string_view())]),
            lambda row: {"x": row, "y": text(row)},
        ),
        "map": array(pa.map_(pa.utf8(), pa.list_(pa.int8())), lambda row: [(text(row), [1, None])][: row % 2]),
        "dictionary": array(pa.utf8(), text).dictionary_encode(),
        "dictionary_uint8": array(pa.int64(), lambda row: row % 5).dictionary_encode().cast(
            pa.dictionary(pa.uint8(), pa.int64())
        ),
        "nested_dictionary": pa.DictionaryArray.from_arrays(
            pa.array(values(generator, null_share, lambda row: row % 2), pa.int8()),
            pa.array([["a", "b"], ["c", None]]).cast(pa.list_(pa.dictionary(pa.int16(), pa.utf8()))),
        ),
        "dense_union": pa.UnionArray.from_dense(
            pa.array([[5, 9][row % 2] for row in range(ROWS)], pa.int8()),
            pa.array([row // 2 for row in range(ROWS)], pa.int32()),
            [pa.array(range(ROWS)), pa.array(TEXT * ROWS)],
            ["number", "text"],
            [5, 9],
        ),
        "sparse_union": pa.UnionArray.from_sparse(
            pa.array([row % 2 for row in range(ROWS)], pa.int8()),
            [pa.array(range(ROWS)), pa.array((TEXT * ROWS)[:ROWS])],
            ["number", "text"],
        ),
        "run_end": pa.RunEndEncodedArray.from_arrays(
            pa.array([10, 50, ROWS], pa.int16()), pa.array(["a", None, "c"])
        ),
        "run_end_long": pa.RunEndEncodedArray.from_arrays(
            pa.array([1, ROWS], pa.int64()), pa.array([1.5, 2.5])
        ),
        "uuid": pa.array(values(generator, null_share, lambda row: bytes([row]) * 16), pa.uuid()),
    }
    for width in (8, 16, 32, 64):
        columns[f"int{width}"] = array(getattr(pa, f"int{width}")(), lambda row: -row)
        columns[f"uint{width}"] = array(getattr(pa, f"uint{width}")(), lambda row: row)
    for unit in ("s", "ms", "us", "ns"):
        time = pa.time32(unit) if unit in ("s", "ms") else pa.time64(unit)
        columns[f"time_{unit}"] = array(time, lambda row: row)
        columns[f"timestamp_{unit}"] = array(pa.timestamp(unit), lambda row: -(10**9) + row)
        columns[f"timestamp_{unit}_zone"] = array(pa.timestamp(unit, "Europe/Berlin"), lambda row: row)
        columns[f"duration_{unit}"] = array(pa.duration(unit), lambda row: row)
    return pa.table(columns)


def growing():
    seen = [TEXT[:1], TEXT[:3], TEXT]
    return pa.table(
        {
            "grown": pa.chunked_array(
                pa.DictionaryArray.from_arrays(pa.array([0, None, len(words) - 1], pa.int32()), pa.array(words))
                for words in seen
            )
        }
    )


def cases():
    some = table(0.3)
    return {
        "plain": (some, {}),
        "chunked": (pa.concat_tables([some.slice(0, 33), some.slice(33, 1), some.slice(34)]), {}),
        "sliced": (some.slice(13, 50), {}),
        "no_nulls": (table(0), {}),
        "all_null": (table(1), {}),
        "no_rows": (some.slice(0, 0), {}),
        "replaced": (growing(), {}),
        "delta": (growing(), {"emit_dictionary_deltas": True}),
        "described": (
            pa.table(
                {"a": pa.array([1])},
                schema=pa.schema([pa.field("a", pa.int64(), metadata={"unit": "km"})], metadata={"by": "é"}),
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
    data = cases()["plain"][0]
    with ipc.new_file(folder / "file.arrow", data.schema) as writer:
        writer.write_table(data)
    for codec in ("lz4", "zstd"):
        options = ipc.IpcWriteOptions(compression=codec)
        with ipc.new_stream(folder / f"{codec}.compressed.arrow", data.schema, options=options) as writer:
            writer.write_table(data)
    return [*names, "file"]


def batches(path):
    if path.read_bytes()[:6] == b"ARROW1":
        reader = ipc.open_file(path)
        return reader.schema, [reader.get_batch(at) for at in range(reader.num_record_batches)]
    reader = ipc.open_stream(path)
    return reader.schema, list(reader)


def buffers(array):
    """The buffers of an array, of what is in it and of its dictionary."""
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    own = [buffer and buffer.to_pybytes() for buffer in array.buffers()]
    return own + buffers(array.dictionary) if pa.types.is_dictionary(array.type) else own


def same(got, expected):
    """Whether all bytes are equal. pyarrow may write more of a buffer than the rows need; `validate` counts them."""
    pairs = list(zip(buffers(got), buffers(expected), strict=True))
    return all(a == (b if a is None else b[: len(a)]) for a, b in pairs)


def compare(folder):
    compared, problems = 0, []
    for path in sorted(folder.glob("*.out.arrow")):
        name = path.name.removesuffix(".out.arrow")
        schema, given = batches(folder / f"{name}.arrow")
        got_schema, got = batches(path)
        if not got_schema.equals(schema, check_metadata=True):
            problems.append(f"{name}: the schema is {got_schema}")
        if len(got) != len(given):
            problems.append(f"{name}: {len(got)} batches in place of {len(given)}")
        for at, (batch, expected) in enumerate(zip(got, given)):
            try:
                batch.validate(full=True)
            except pa.ArrowInvalid as error:
                problems.append(f"{name}: {error}")
            for column in schema.names:
                compared += 1
                if not same(batch[column], expected[column]):
                    problems.append(f"{name}: {column} differs in batch {at}")
    return {"compared": compared, "problems": problems}


if __name__ == "__main__":
    command, target = sys.argv[1], Path(sys.argv[2])
    print(json.dumps({"write": write, "compare": compare}[command](target)))
