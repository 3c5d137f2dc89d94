import type { ArrowType } from '@sluice/sdk/manifest';
import { expect } from 'vitest';
import type { Column } from '../../column/abi.ts';
import { decimalText, halves } from './fields.ts';

/**
 * The rows of a column as authors see them, read in the plainest way by the table at `Column`, of which each part is
 * checked: so that the code that others read columns with is not what these tests depend on.
 */
export function columnRows(type: ArrowType, column: Column): unknown[] {
  const { length, nullCount, validity } = column;
  const isNull = (row: number): boolean =>
    validity !== null && (((validity[row >> 5] as number) >>> (row & 31)) & 1) === 0;
  const nulls = Array.from({ length }, (_, row) => isNull(row)).filter(Boolean).length;
  expect(nullCount).toBe(nulls);
  expect(validity === null).toBe(nullCount === 0);
  if (validity !== null) {
    expect(validity.length).toBeGreaterThanOrEqual(Math.ceil(length / 32));
    // Bits behind the last row are 0.
    if ((length & 31) !== 0) expect((validity[length >> 5] as number) >>> (length & 31)).toBe(0);
  }
  const get = reader(type, column);
  return Array.from({ length }, (_, row) => (isNull(row) ? null : get(row)));
}

const array = (values: Column['values'], kind: new (...args: never[]) => object): object => {
  expect(values).toBeInstanceOf(kind);
  return values as object;
};

function reader(type: ArrowType, column: Column): (row: number) => unknown {
  const { values, offsets, children, length } = column;
  const child = (at: number, inner: ArrowType): unknown[] => columnRows(inner, children[at] as Column);
  switch (type.kind) {
    case 'null':
      return () => expect.unreachable('every row of a Null column is null');
    case 'bool': {
      const bits = array(values, Uint8Array) as Uint8Array;
      return (row) => (((bits[row >> 3] as number) >> (row & 7)) & 1) === 1;
    }
    case 'int': {
      const name = `${type.bitWidth === 64 ? 'Big' : ''}${type.signed ? 'Int' : 'Uint'}${type.bitWidth}Array`;
      expect(values?.constructor.name).toBe(name);
      return (row) => (type.as === 'number' ? Number(values?.[row]) : values?.[row]);
    }
    case 'float': {
      const kind = { 16: Uint16Array, 32: Float32Array, 64: Float64Array }[type.bitWidth];
      const floats = array(values, kind) as Float64Array;
      return (row) => (type.bitWidth === 16 ? halves[floats[row] as number] : floats[row]);
    }
    case 'utf8':
    case 'json':
    case 'binary': {
      const bytes = array(values, Uint8Array) as Uint8Array;
      checkOffsets(column, bytes.length);
      return (row) => {
        const own = Uint8Array.from(bytes.subarray(offsets?.[row], offsets?.[row + 1]));
        if (type.kind === 'binary') return own;
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(own);
        return type.kind === 'json' ? JSON.parse(text) : text;
      };
    }
    case 'fixed-binary': {
      const bytes = array(values, Uint8Array) as Uint8Array;
      return (row) => Uint8Array.from(bytes.subarray(row * type.byteWidth, (row + 1) * type.byteWidth));
    }
    case 'uuid': {
      const bytes = array(values, Uint8Array) as Uint8Array;
      return (row) =>
        Buffer.from(bytes.subarray(row * 16, row * 16 + 16))
          .toString('hex')
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    }
    case 'decimal': {
      if (type.bitWidth === 32) {
        const words = array(values, Int32Array) as Int32Array;
        return (row) => decimalText(BigInt(words[row] as number), type.scale);
      }
      const words = array(values, BigInt64Array) as BigInt64Array;
      const stride = type.bitWidth / 64;
      return (row) => {
        let unscaled = 0n;
        for (let word = 0; word < stride; word++) {
          unscaled |= BigInt.asUintN(64, words[row * stride + word] as bigint) << BigInt(64 * word);
        }
        return decimalText(BigInt.asIntN(type.bitWidth, unscaled), type.scale);
      };
    }
    case 'date':
      array(values, type.bitWidth === 32 ? Int32Array : BigInt64Array);
      return (row) => new Date(Number(values?.[row]) * (type.bitWidth === 32 ? 86_400_000 : 1));
    case 'time':
      array(values, type.unit === 's' || type.unit === 'ms' ? Int32Array : BigInt64Array);
      return (row) => values?.[row];
    case 'timestamp':
    case 'duration': {
      const words = array(values, BigInt64Array) as BigInt64Array;
      return (row) =>
        type.kind === 'timestamp' && type.as === 'date' ? new Date(Number(words[row])) : words[row];
    }
    case 'interval':
      return intervalReader(type.unit, array(values, Int32Array) as Int32Array);
    case 'list': {
      const elements = child(0, type.element.type);
      checkOffsets(column, elements.length);
      return (row) => elements.slice(offsets?.[row], offsets?.[row + 1]);
    }
    case 'fixed-list': {
      const elements = child(0, type.element.type);
      expect(elements.length).toBe(length * type.size);
      return (row) => elements.slice(row * type.size, (row + 1) * type.size);
    }
    case 'map': {
      const entries = child(0, { kind: 'struct', fields: [type.key, type.value] });
      checkOffsets(column, entries.length);
      return (row) =>
        new Map(
          (entries.slice(offsets?.[row], offsets?.[row + 1]) as Record<string, unknown>[]).map((entry) => [
            entry[type.key.name],
            entry[type.value.name],
          ]),
        );
    }
    case 'struct': {
      const members = type.fields.map((field, at) => child(at, field.type));
      for (const member of members) expect(member.length).toBe(length);
      return (row) => Object.fromEntries(type.fields.map(({ name }, at) => [name, members[at]?.[row]]));
    }
    case 'dictionary': {
      const indices = array(values, Int32Array) as Int32Array;
      const items = child(0, type.value);
      expect(children[0]?.nullCount).toBe(0);
      return (row) => {
        expect(indices[row]).toBeLessThan(items.length);
        return items[indices[row] as number];
      };
    }
    case 'union': {
      const variants = array(values, Int8Array) as Int8Array;
      const items = type.variants.map(({ field }, at) => child(at, field.type));
      expect(offsets?.length).toBe(length);
      return (row) => {
        const at = variants[row] as number;
        if (at === -1) return 'a variant that the type lacks';
        expect(offsets?.[row]).toBeLessThan((items[at] as unknown[]).length);
        const value = items[at]?.[offsets?.[row] as number];
        const { field, content } = type.variants[at] as (typeof type.variants)[number];
        const tagged = { [type.tag]: field.name };
        if (content === 'none') return tagged;
        return content === 'value' ? { ...tagged, value } : { ...tagged, ...(value as object) };
      };
    }
  }
}

function checkOffsets({ offsets, length }: Column, size: number): void {
  expect(offsets).toBeInstanceOf(Int32Array);
  expect(offsets?.length).toBe(length + 1);
  expect(offsets?.[0]).toBe(0);
  expect(offsets?.[length]).toBe(size);
}

function intervalReader(unit: string, words: Int32Array): (row: number) => unknown {
  switch (unit) {
    case 'year-month':
      return (row) => ({ months: words[row] });
    case 'day-time':
      return (row) => ({ days: words[2 * row], milliseconds: words[2 * row + 1] });
    default:
      return (row) => ({
        months: words[4 * row],
        days: words[4 * row + 1],
        nanoseconds:
          (BigInt(words[4 * row + 3] as number) << 32n) | BigInt((words[4 * row + 2] as number) >>> 0),
      });
  }
}
