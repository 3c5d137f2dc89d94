"""Whether arrays have the same values, bit for bit, however they are encoded and laid out."""

import pyarrow as pa
import pyarrow.compute as pc

ENCODED = ("dictionary", "run_end_encoded", "union", "list_view")
KNOWN_EXTENSIONS = ("arrow.json", "arrow.uuid")


def is_encoded(kind):
    """Whether a result of the type is declared by values that its input may have in other ways."""
    return any(word in str(kind) for word in ENCODED)


def canonical(kind):
    """The type without encodings, names of elements, and whether they may be null."""
    if isinstance(kind, pa.BaseExtensionType):
        name = kind.extension_name
        return name if name in KNOWN_EXTENSIONS else canonical(kind.storage_type)
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return canonical(kind.value_type)
    if pa.types.is_fixed_size_list(kind):
        return f"fixed_size_list<{canonical(kind.value_type)}>[{kind.list_size}]"
    if pa.types.is_map(kind):
        return f"map<{canonical(kind.key_type)}, {canonical(kind.item_type)}>"
    if pa.types.is_list(kind):
        return f"list<{canonical(kind.value_type)}>"
    if pa.types.is_large_list(kind):
        return f"large_list<{canonical(kind.value_type)}>"
    if pa.types.is_struct(kind) or pa.types.is_union(kind):
        members = [kind.field(at) for at in range(kind.num_fields)]
        outer = f"{kind.mode}_union" if pa.types.is_union(kind) else "struct"
        return f"{outer}<{', '.join(f'{member.name}: {canonical(member.type)}' for member in members)}>"
    if pa.types.is_timestamp(kind):
        zone = "UTC" if kind.tz == "Etc/UTC" else kind.tz
        return f"timestamp({kind.unit}, {zone})"
    return str(kind)


def split(given, got):
    """The batches of both, cut so that each pair has the same rows."""
    left, right = [batch for batch in given if batch.num_rows], [batch for batch in got if batch.num_rows]
    while left and right:
        rows = min(left[0].num_rows, right[0].num_rows)
        yield left[0].slice(0, rows), right[0].slice(0, rows)
        for side in (left, right):
            rest = side.pop(0).slice(rows)
            if rest.num_rows:
                side.insert(0, rest)


def decoded(array):
    """The array without an extension, a dictionary, run ends or views around it."""
    while True:
        if isinstance(array, pa.ExtensionArray):
            array = array.storage
        elif pa.types.is_dictionary(array.type):
            array = decoded(array.dictionary).take(array.indices)
        elif pa.types.is_run_end_encoded(array.type):
            array = picked(array.values, list(runs_of(array)))
        elif array.type in (pa.string_view(), pa.binary_view()):
            # pyarrow picks no rows of these.
            array = array.cast(pa.utf8() if array.type == pa.string_view() else pa.binary())
        else:
            return array


def runs_of(array):
    """The run that each row is in."""
    ends = array.run_ends.to_pylist()
    run = 0
    for row in range(array.offset, array.offset + len(array)):
        while ends[run] <= row:
            run += 1
        yield run


def same(a, b):
    a, b = decoded(a), decoded(b)
    if len(a) != len(b):
        return False
    if pa.types.is_union(a.type):
        return pa.types.is_union(b.type) and same_unions(a, b)
    if pa.types.is_null(a.type):
        return pa.types.is_null(b.type)
    valid = a.is_valid()
    if not valid.equals(b.is_valid()):
        return False
    rows = [row for row, is_valid in enumerate(valid.to_pylist()) if is_valid]
    if pa.types.is_map(a.type):
        return same_lists(entries(a), entries(b), rows)
    if is_list(a.type):
        return is_list(b.type) and same_lists(a, b, rows)
    if pa.types.is_struct(a.type):
        names = [member.name for member in a.type]
        # Not `flatten`, which gives a union in it a bitmap.
        return names == [member.name for member in b.type] and all(
            same(picked(a.field(at), rows), picked(b.field(at), rows)) for at in range(len(names))
        )
    return bits(a).equals(bits(b))


def picked(array, places):
    """The rows at the places. pyarrow picks none of views, nor of structs that have some."""
    array = decoded(array)
    if pa.types.is_struct(array.type) and array.type.num_fields:
        members = [picked(array.field(at), places) for at in range(array.type.num_fields)]
        mask = pc.invert(array.is_valid().take(pa.array(places, pa.int64())))
        return pa.StructArray.from_arrays(members, names=[member.name for member in array.type], mask=mask)
    return array.take(pa.array(places, pa.int64()))


def is_list(kind):
    return (
        pa.types.is_list(kind)
        or pa.types.is_large_list(kind)
        or pa.types.is_fixed_size_list(kind)
        or pa.types.is_list_view(kind)
        or pa.types.is_large_list_view(kind)
    )


def entries(array):
    """A map as a list of structs."""
    pairs = pa.StructArray.from_arrays([array.keys, array.items], ["key", "value"])
    return pa.ListArray.from_arrays(array.offsets, pairs)


def elements(array, rows):
    """The elements of the rows one after the other, and how many each row has."""
    places, counts = [], []
    if pa.types.is_fixed_size_list(array.type):
        size = array.type.list_size
        for row in rows:
            start = (array.offset + row) * size
            places.extend(range(start, start + size))
            counts.append(size)
    else:
        starts = array.offsets.to_pylist()
        is_view = pa.types.is_list_view(array.type) or pa.types.is_large_list_view(array.type)
        sizes = array.sizes.to_pylist() if is_view else [end - start for start, end in zip(starts, starts[1:])]
        for row in rows:
            places.extend(range(starts[row], starts[row] + sizes[row]))
            counts.append(sizes[row])
    return picked(array.values, places), counts


def same_lists(a, b, rows):
    ours, our_counts = elements(a, rows)
    theirs, their_counts = elements(b, rows)
    return our_counts == their_counts and same(ours, theirs)


def same_unions(a, b):
    """Each row has the same variant, by its name; and each variant's rows are the same."""
    ours, theirs = variants_of(a), variants_of(b)
    if [name for name, _ in ours] != [name for name, _ in theirs]:
        return False
    kinds = {a.type.field(at).name: a.type.field(at).type for at in range(a.type.num_fields)}
    for name in dict.fromkeys(name for name, _ in ours):
        # What of a variant without content stands in the array is nobody's business.
        if name == "none" or pa.types.is_null(kinds[name]):
            continue
        if not same(rows_of(a, name, ours), rows_of(b, name, theirs)):
            return False
    return True


def variants_of(array):
    """The name of each row's variant, and where in its child the row is."""
    names = {code: array.type.field(at).name for at, code in enumerate(array.type.type_codes)}
    # Not `type_codes` and `offsets`, which are those of the whole array of which this one is a slice.
    buffers = array.buffers()
    codes = pa.Array.from_buffers(pa.int8(), len(array), [None, buffers[1]], offset=array.offset).to_pylist()
    places = range(len(array))
    if array.type.mode == "dense":
        places = pa.Array.from_buffers(pa.int32(), len(array), [None, buffers[2]], offset=array.offset).to_pylist()
    return [(names[code], place) for code, place in zip(codes, places)]


def rows_of(array, name, variants):
    at = next(at for at in range(array.type.num_fields) if array.type.field(at).name == name)
    places = [place for own, place in variants if own == name]
    return picked(array.field(at), places)


def bits(array):
    """Floats as integers, so that -0 is not 0 and NaN is itself; decimals of one width; times in no zone."""
    kind = array.type
    if pa.types.is_floating(kind):
        return array.view({16: pa.int16(), 32: pa.int32(), 64: pa.int64()}[kind.bit_width])
    if pa.types.is_decimal(kind):
        return array.cast(pa.decimal256(kind.precision, kind.scale))
    return array.view(pa.int64()) if pa.types.is_timestamp(kind) else array
