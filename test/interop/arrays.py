"""Arrays of any type from Python's values, those that pyarrow has no way to make of them among these."""

from datetime import date

import pyarrow as pa
from values import maybe, rng

EPOCH = date(1970, 1, 1)


def union_type(mode, members):
    return pa.union([pa.field(name, kind) for name, kind in members.items()], mode)


def build(kind, values):
    """An array. A variant of a union is its name and what is in it."""
    if isinstance(kind, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(kind, build(kind.storage_type, values))
    nulls = pa.array([value is None for value in values], pa.bool_())
    if pa.types.is_union(kind):
        return union(kind, values)
    if pa.types.is_struct(kind):
        members = [build(member.type, [value and value[member.name] for value in values]) for member in kind]
        hidden = [fill(member) if not field.nullable else member for member, field in zip(members, kind)]
        return pa.StructArray.from_arrays(hidden, fields=list(kind), mask=nulls)
    if pa.types.is_fixed_size_list(kind):
        absent = [None] * kind.list_size
        items = build(kind.value_type, [item for value in values for item in (value or absent)])
        return pa.FixedSizeListArray.from_arrays(fill(items), type=kind, mask=nulls)
    if pa.types.is_map(kind):
        entries = [entry for value in values for entry in value or []]
        keys = build(kind.key_type, [key for key, _ in entries])
        items = build(kind.item_type, [item for _, item in entries])
        return pa.MapArray.from_arrays(offsets(values, pa.int32()), keys, items, type=kind)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        items = build(kind.value_type, [item for value in values for item in value or []])
        is_large = pa.types.is_large_list(kind)
        make = (pa.LargeListArray if is_large else pa.ListArray).from_arrays
        return make(offsets(values, pa.int64() if is_large else pa.int32()), items, type=kind)
    return leaf(kind, values)


def leaf(kind, values):
    """Counts of units go in as integers: Python's own dates and times end at year 9999 and at microseconds."""
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return pa.array(values, pa.int64()).view(kind)
    if pa.types.is_date64(kind):
        ms = [None if value is None else (value - EPOCH).days * 86_400_000 for value in values]
        return pa.array(ms, pa.int64()).view(kind)
    if pa.types.is_float16(kind):
        return pa.array(values, pa.float32()).cast(kind)
    return pa.array(values, kind)


def offsets(values, width):
    """A null list has a null offset: so `from_arrays` wants it."""
    ends, starts = 0, []
    for value in values:
        starts.append(None if value is None else ends)
        ends += len(value or [])
    return pa.array([*starts, ends], width)


def fill(array):
    """A member that is never null has some value where a null around it hides it: the bitmap is left out."""
    if array.null_count == 0 or pa.types.is_nested(array.type):
        return array
    return pa.Array.from_buffers(array.type, len(array), [None, *array.buffers()[1:]])


def union(kind, values):
    """Nulls are those of the first variant that has something in it."""
    names = [member.name for member in kind]
    nulls = next(at for at, member in enumerate(kind) if not pa.types.is_null(member.type))
    chosen = [(nulls, None) if value is None else (names.index(value[0]), value[1]) for value in values]
    ids = pa.array([at for at, _ in chosen], pa.int8())
    if kind.mode == "sparse":
        rows = [[value if at == own else None for own, value in chosen] for at in range(len(names))]
        members = [build(member.type, row) for member, row in zip(kind, rows)]
        return pa.UnionArray.from_sparse(ids, members, names)
    rows = [[] for _ in names]
    places = []
    for at, value in chosen:
        places.append(len(rows[at]))
        rows[at].append(value)
    members = [build(member.type, row) for member, row in zip(kind, rows)]
    return pa.UnionArray.from_dense(ids, pa.array(places, pa.int32()), members, names)


def dictionary(kind, make, index, rows):
    """Values with a null among them, and indices of which some are null and some point to that null."""
    values = build(kind, [None, *(make() for _ in range(7))])
    indices = pa.array([maybe(lambda: rng.randrange(8))() for _ in range(rows)], index)
    return pa.DictionaryArray.from_arrays(indices, values)


def run_ends(kind, make, width, rows):
    ends = []
    while not ends or ends[-1] < rows:
        ends.append(min(rows, (ends[-1] if ends else 0) + rng.randint(1, 4)))
    values = build(kind, [maybe(make)() for _ in ends])
    return pa.RunEndEncodedArray.from_arrays(pa.array(ends, width), values)
