"""Columns as DuckDB gives them."""

import duckdb

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


def from_duckdb(columns, rows, *settings):
    connection = duckdb.connect()
    for setting in settings:
        connection.execute(f"set {setting}")
    values = ", ".join(f"case when i % 7 = 3 then null else {value} end as {name}" for name, value in columns.items())
    return connection.sql(f"select {values} from range({rows}) t(i) order by i").to_arrow_table()
