"""Tables of every type that Sluice has, made by pyarrow and by DuckDB, and the comparison of what comes back.

    python tables.py write FOLDER           FOLDER/<case>.arrow for each case; their names as JSON on stdout
    python tables.py compare FOLDER         reads FOLDER/<case>.<way>.out.arrow: a stream for each column, with its
                                            results; what was compared as JSON on stdout
"""

import json
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.ipc as ipc
from arrays import build, dictionary, run_ends
from columns import COLUMNS, FLAT, NESTED
from compare import canonical, is_encoded, same, split
from from_duckdb import DUCKDB, LOSSLESS, OTHERWISE, from_duckdb
from values import WORDS, maybe, text

ROWS = 90
BEFORE, AFTER = 13, 5

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


def renumbered():
    """Unions whose variants have ids of their own, in another order, of which one is left out, and one has no row."""
    count, words = build(pa.int32(), range(ROWS)), build(NESTED["list_required"][0], [["a"], []] * ROWS)
    at = [row % 3 for row in range(ROWS)]
    places = [row // 3 for row in range(ROWS)]
    return pa.table(
        {
            "dense_union": pa.UnionArray.from_dense(
                pa.array([(9, 7, 100)[which] for which in at], pa.int8()),
                pa.array(places, pa.int32()),
                [words, count, pa.array([True] * ROWS), pa.array(["of no row"])],
                ["words", "count", "none", "stranger"],
                [9, 7, 100, 0],
            ),
            "sparse_union": pa.UnionArray.from_sparse(
                pa.array([(5, 4)[row % 2] for row in range(ROWS)], pa.int8()),
                [words.slice(0, ROWS), count],
                ["words", "count"],
                [5, 4],
            ),
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
        "renumbered": (renumbered(), {}),
        "described": (described(), {}),
        "run_ends": (runs().slice(BEFORE, 70), {}),
        "list_views": (list_views(), {}),
        "duckdb": (from_duckdb(DUCKDB, ROWS), {}),
        "duckdb_views": (
            from_duckdb(
                {name: value for name, value in {**DUCKDB, **LOSSLESS}.items() if name not in OTHERWISE},
                ROWS,
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
