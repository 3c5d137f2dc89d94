import { type ArrowField, type ArrowType, formatType } from '@sluice/sdk/manifest';
import { indent } from './code.ts';
import type { ModuleWriter } from './module-writer.ts';
import { quote, toMember } from './scope.ts';
import { arrayText } from './type-text.ts';

/** How a synchronous loop stores its results in place, without a builder: for types of fixed width and structs of them. */
export interface InlineResult {
  /** Statements before the loop. */
  readonly allocate: readonly string[];
  /** Statements that check and store `value`, which is not null, in row `row`. */
  readonly store: readonly string[];
  /** The expression for the finished column. */
  column(validity: string): string;
}

/** The inline plan, or undefined where the result goes through a builder. */
export function planInline(field: ArrowField, module: ModuleWriter): InlineResult | undefined {
  if (!isInline(field.type)) return undefined;
  return planStore(field.type, 'value', '', module);
}

function isInline(type: ArrowType): boolean {
  switch (type.kind) {
    case 'struct':
      return type.fields.every((member) => isInline(member.type));
    case 'timestamp':
      return type.as === 'bigint';
    case 'float':
      return type.bitWidth > 16;
    case 'bool':
    case 'int':
    case 'duration':
      return true;
    default:
      return false;
  }
}

/** @param value the variable that holds what is stored; `path` is where it stands in the result */
function planStore(type: ArrowType, value: string, path: string, module: ModuleWriter): InlineResult {
  if (type.kind === 'struct') return planStruct(type, value, path, module);
  const { misfit, expected } = check(type, value, module);
  const refuse = `if (${misfit}) throw ${refusal(value, expected, path, module)};`;
  const values = path === '' ? 'values' : module.scope.name(`${value}Values`);
  const fixedColumn = module.use('fixedColumn');
  const column = (validity: string): string => `${fixedColumn}(rowCount, ${validity}, ${values})`;
  if (type.kind === 'bool') {
    const at = `${values}[row >> 3]`;
    return {
      allocate: [`const ${values} = new Uint8Array((rowCount + 7) >> 3);`],
      store: [refuse, `if (${value}) ${at} = (${at} as number) | (1 << (row & 7));`],
      column,
    };
  }
  const allocate = `const ${values} = new ${arrayText(type)}(rowCount);`;
  if (type.kind === 'int' && type.bitWidth === 64 && type.as === 'number') {
    const words = path === '' ? 'words' : module.scope.name(`${value}Words`);
    return {
      allocate: [allocate, `const ${words} = new Int32Array(${values}.buffer);`],
      store: [refuse, `${module.use('writeWords')}(${words}, row, ${value});`],
      column,
    };
  }
  return { allocate: [allocate], store: [refuse, `${values}[row] = ${value};`], column };
}

/** Each member in a column of its own: V8 then never makes the object that the author's function returns. */
function planStruct(
  type: ArrowType & { kind: 'struct' },
  value: string,
  path: string,
  module: ModuleWriter,
): InlineResult {
  const refuse = refusal(value, formatType(type), path, module);
  const members = type.fields.map((field) => {
    const variable = module.scope.name(field.name);
    const memberPath = `${path}.${field.name}`;
    return {
      field,
      variable,
      plan: planStore(field.type, variable, memberPath, module),
      ...nulls(field, variable, module),
    };
  });
  const structColumn = module.use('structColumn');
  return {
    allocate: members.flatMap(({ plan, allocateValid }) => [...plan.allocate, ...allocateValid]),
    store: [
      `if (typeof ${value} !== 'object' || ${value} === null) throw ${refuse};`,
      ...members.flatMap(({ field, variable, plan, markNull }) => [
        `const ${variable} = ${value}${toMember(field.name)};`,
        ...(markNull === undefined ? plan.store : storeNullable(variable, markNull, plan.store)),
      ]),
    ],
    column: (validity) =>
      `${structColumn}(rowCount, ${validity}, [${members.map(({ plan, valid }) => plan.column(valid)).join(', ')}])`,
  };
}

/** Stores a value that may be null. */
export function storeNullable(variable: string, markNull: string, store: readonly string[]): string[] {
  return [
    `if (${variable} === null || ${variable} === undefined) {`,
    ...indent([markNull]),
    '} else {',
    ...indent(store),
    '}',
  ];
}

/** The bitmap of a member that may be null: made at its first null. */
function nulls(
  field: ArrowField,
  variable: string,
  module: ModuleWriter,
): { valid: string; allocateValid: string[]; markNull: string | undefined } {
  if (!field.nullable) return { valid: 'null', allocateValid: [], markNull: undefined };
  const valid = module.scope.name(`${variable}Valid`);
  return {
    valid,
    allocateValid: [`let ${valid}: Int32Array | null = null;`],
    markNull: `${module.use('clearValid')}((${valid} ??= ${module.use('allValid')}(rowCount)), row);`,
  };
}

function refusal(value: string, expected: string, path: string, module: ModuleWriter): string {
  const where = path === '' ? '' : `, ${quote(path)}, value`;
  return `${module.use('invalidResult')}(${value}, ${quote(expected)}${where})`;
}

/** The condition under which a value does not fit, and the type's name in messages. */
function check(type: ArrowType, value: string, module: ModuleWriter): { misfit: string; expected: string } {
  const expected = formatType(type);
  switch (type.kind) {
    case 'bool':
      return { misfit: `typeof ${value} !== 'boolean'`, expected };
    case 'int':
      if (type.bitWidth < 64) {
        const cut = wrapped(value, type.bitWidth as 8 | 16 | 32, type.signed); // by the test
        return { misfit: `typeof ${value} !== 'number' || ${cut} !== ${value}`, expected };
      }
      if (type.as === 'number') {
        const safe = `Number.isSafeInteger(${value})`;
        return type.signed
          ? { misfit: `!${safe}`, expected: 'SafeInt' }
          : { misfit: `!(${safe} && ${value} >= 0)`, expected: 'SafeInt (UInt64)' };
      }
      return { misfit: wraps(value, type.signed ? 'asIntN' : 'asUintN'), expected };
    case 'float': {
      const misfit = `typeof ${value} !== 'number'`;
      const overflows = type.bitWidth === 32 ? ` || ${module.use('overflowsFloat32')}(${value})` : '';
      return { misfit: misfit + overflows, expected };
    }
    default: // timestamps and durations as bigint; isInline lets no other through
      return { misfit: wraps(value, 'asIntN'), expected };
  }
}

function wraps(value: string, wrap: 'asIntN' | 'asUintN'): string {
  return `typeof ${value} !== 'bigint' || BigInt.${wrap}(64, ${value}) !== ${value}`;
}

/** The value cut to the width: equal to it where it is a whole number in range, and to nothing else. */
function wrapped(value: string, bitWidth: 8 | 16 | 32, signed: boolean): string {
  if (bitWidth === 32) return signed ? `(${value} | 0)` : `(${value} >>> 0)`;
  if (!signed) return `(${value} & ${bitWidth === 8 ? '0xff' : '0xffff'})`;
  return `((${value} << ${32 - bitWidth}) >> ${32 - bitWidth})`;
}
