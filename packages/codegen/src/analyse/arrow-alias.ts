import type { ArrowType, IntervalUnit, TimeUnit } from '@sluice/sdk/manifest';
import type { Node, Type } from 'ts-morph';

/** The literal type of an alias's `'~arrow'` property, as values: `['timestamp', 'us', 'UTC']`. */
export type AliasTag = readonly unknown[];

const plain: Readonly<Record<string, ArrowType>> = {
  int8: { kind: 'int', bitWidth: 8, signed: true, as: 'number' },
  int16: { kind: 'int', bitWidth: 16, signed: true, as: 'number' },
  int32: { kind: 'int', bitWidth: 32, signed: true, as: 'number' },
  int64: { kind: 'int', bitWidth: 64, signed: true, as: 'bigint' },
  uint8: { kind: 'int', bitWidth: 8, signed: false, as: 'number' },
  uint16: { kind: 'int', bitWidth: 16, signed: false, as: 'number' },
  uint32: { kind: 'int', bitWidth: 32, signed: false, as: 'number' },
  uint64: { kind: 'int', bitWidth: 64, signed: false, as: 'bigint' },
  safeint: { kind: 'int', bitWidth: 64, signed: true, as: 'number' },
  float32: { kind: 'float', bitWidth: 32 },
  float64: { kind: 'float', bitWidth: 64 },
  bool: { kind: 'bool' },
  utf8: { kind: 'utf8' },
  binary: { kind: 'binary' },
  date: { kind: 'date', bitWidth: 32 },
};

const timeUnits: readonly unknown[] = ['s', 'ms', 'us', 'ns'] satisfies TimeUnit[];
const intervalUnits: readonly unknown[] = [
  'year-month',
  'day-time',
  'month-day-nano',
] satisfies IntervalUnit[];

/**
 * The tag that an alias of the sdk carries; undefined for a type without one. An argument that is not one literal
 * reads as undefined inside the tag.
 */
export function aliasTag(type: Type, at: Node): AliasTag | undefined {
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  const tags = members.map((member) => tagOfMember(member, at));
  const first = tags[0];
  // `boolean & { … }` is spread over true and false: one tag, read twice.
  return first !== undefined && tags.every((tag) => JSON.stringify(tag) === JSON.stringify(first))
    ? first
    : undefined;
}

function tagOfMember(type: Type, at: Node): AliasTag | undefined {
  const tag = type.getProperty('~arrow')?.getTypeAtLocation(at).getNonNullableType();
  if (tag === undefined) return undefined;
  return tag.isTuple() ? tag.getTupleElements().map(literalOf) : [literalOf(tag)];
}

function literalOf(type: Type): unknown {
  if (type.isNull()) return null;
  return type.isLiteral() ? type.getLiteralValue() : undefined;
}

/** The Arrow type that a tag stands for, or what is wrong with its arguments as the end of a sentence. */
export function arrowTypeOfTag(tag: AliasTag): ArrowType | { readonly problem: string } {
  const [kind, first, second] = tag;
  switch (kind) {
    case 'timestamp':
      if (!timeUnits.includes(first)) return { problem: "; its unit must be one of 's', 'ms', 'us', 'ns'" };
      if (second !== null && typeof second !== 'string') {
        return { problem: "; its zone must be one literal, such as 'UTC', or null" };
      }
      return { kind, unit: first as TimeUnit, timezone: second, as: 'bigint' };
    case 'duration':
      if (!timeUnits.includes(first)) return { problem: "; its unit must be one of 's', 'ms', 'us', 'ns'" };
      return { kind, unit: first as TimeUnit };
    case 'interval':
      if (!intervalUnits.includes(first)) {
        return { problem: "; its unit must be one of 'year-month', 'day-time', 'month-day-nano'" };
      }
      return { kind, unit: first as IntervalUnit };
    case 'decimal':
      if (!isWhole(first, 1, 38)) return { problem: '; its precision must be a whole number from 1 to 38' };
      if (!isWhole(second, 0, first)) {
        return { problem: `; its scale must be a whole number from 0 to its precision, ${first}` };
      }
      return { kind, bitWidth: 128, precision: first, scale: second };
    default:
      return (
        plain[String(kind)] ?? {
          problem:
            '; this version of the compiler does not know it: use the same version of @sluice/sdk and @sluice/codegen',
        }
      );
  }
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
