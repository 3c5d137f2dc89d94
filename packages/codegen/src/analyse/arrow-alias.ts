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
  float16: { kind: 'float', bitWidth: 16 },
  float32: { kind: 'float', bitWidth: 32 },
  float64: { kind: 'float', bitWidth: 64 },
  bool: { kind: 'bool' },
  utf8: { kind: 'utf8' },
  large_utf8: { kind: 'utf8', layout: 'large' },
  utf8_view: { kind: 'utf8', layout: 'view' },
  binary: { kind: 'binary' },
  large_binary: { kind: 'binary', layout: 'large' },
  binary_view: { kind: 'binary', layout: 'view' },
  date: { kind: 'date', bitWidth: 32 },
  date64: { kind: 'date', bitWidth: 64 },
  json: { kind: 'json' },
  uuid: { kind: 'uuid' },
};

const timeUnits: readonly unknown[] = ['s', 'ms', 'us', 'ns'] satisfies TimeUnit[];
const intervalUnits: readonly unknown[] = [
  'year-month',
  'day-time',
  'month-day-nano',
] satisfies IntervalUnit[];

/** The most digits of a decimal, by its width in bits. */
const digits = { 32: 9, 64: 18, 128: 38, 256: 76 } as const;

/** The properties with which the aliases of the sdk mark a type. No value has them. */
const marks = ['~arrow', '~dictionary', '~union'] as const;

export function isMark(property: string): boolean {
  return (marks as readonly string[]).includes(property);
}

/** Whether an alias of the sdk has put a mark on each member of a type. */
export function isMarked(members: readonly Type[], mark: (typeof marks)[number]): boolean {
  return members.every((member) => member.getProperty(mark) !== undefined);
}

/** Whether the aliases of a union's members, which have no tag in common, keep them from being one type. */
export function isMixed(members: readonly Type[]): boolean {
  return marks.some(
    (mark) =>
      members.some((member) => isMarked([member], mark)) && (mark === '~arrow' || !isMarked(members, mark)),
  );
}

/**
 * The tag that an alias of the sdk carries; undefined for a type without one. An argument that is not one literal
 * reads as undefined inside the tag.
 *
 * @param members those of a union, or the type alone
 */
export function aliasTag(members: readonly Type[], at: Node): AliasTag | undefined {
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
      if (!isTimeUnit(first)) return wrongTimeUnit;
      if (second !== null && typeof second !== 'string') {
        return { problem: "; its zone must be one literal, such as 'UTC', or null" };
      }
      return { kind, unit: first, timezone: second, as: 'bigint' };
    case 'time':
    case 'duration':
      return isTimeUnit(first) ? { kind, unit: first } : wrongTimeUnit;
    case 'interval':
      if (!intervalUnits.includes(first)) {
        return { problem: "; its unit must be one of 'year-month', 'day-time', 'month-day-nano'" };
      }
      return { kind, unit: first as IntervalUnit };
    case 'fixed_size_binary':
      if (!isSize(first)) return { problem: wrongSize };
      return { kind: 'fixed-binary', byteWidth: first };
    case 'decimal':
      return decimal(first, second, isWhole(first, 1, digits[128]) ? 128 : 256);
    case 'decimal32':
      return decimal(first, second, 32);
    case 'decimal64':
      return decimal(first, second, 64);
    case 'decimal256':
      return decimal(first, second, 256);
    case undefined:
      return { problem: '; it has two names of Arrow types: keep one' };
    default:
      return (
        plain[String(kind)] ?? {
          problem:
            '; this version of the compiler does not know it: use the same version of @sluice/sdk and @sluice/codegen',
        }
      );
  }
}

function decimal(
  precision: unknown,
  scale: unknown,
  bitWidth: keyof typeof digits,
): ArrowType | { readonly problem: string } {
  const most = digits[bitWidth];
  if (!isWhole(precision, 1, most)) {
    const wider = isWhole(precision, 1, digits[256]) ? `, or use Decimal<${precision}, …>` : '';
    return { problem: `; its precision must be a whole number from 1 to ${most}${wider}` };
  }
  if (!isWhole(scale, 0, precision)) {
    return { problem: `; its scale must be a whole number from 0 to its precision, ${precision}` };
  }
  return { kind: 'decimal', bitWidth, precision, scale };
}

const wrongTimeUnit = { problem: "; its unit must be one of 's', 'ms', 'us', 'ns'" } as const;

/** Whether an alias's argument can be a number of bytes or elements, which Arrow holds in 32 bits. */
export function isSize(value: unknown): value is number {
  return isWhole(value, 1, 2 ** 31 - 1);
}

/** What is wrong where it cannot. */
export const wrongSize = '; its size must be one whole number, from 1 to 2147483647';

function isTimeUnit(value: unknown): value is TimeUnit {
  return timeUnits.includes(value);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
