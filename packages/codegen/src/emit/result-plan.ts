import { type ArrowField, type ArrowType, formatType } from '@sluice/sdk/manifest';
import { indent, prefix, printCode, suffix } from './code.ts';
import type { Kept } from './holder.ts';
import type { ModuleWriter } from './module-writer.ts';
import { resultBuilder } from './result-builder.ts';
import { quote, toMember, toPascal } from './scope.ts';
import { arrayText, unitsOfDay } from './type-text.ts';

/** How a synchronous loop stores its results. */
export interface ResultPlan {
  /** Statements before the loops. */
  readonly allocate: readonly string[];
  /** Statements around the rows of each word of a bitmap, of 32 rows; none where the loops need not go by words. */
  readonly words: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** What the loops are given. */
  readonly kept: readonly Kept[];
  /** The names of the builders among them. */
  readonly builders: readonly string[];
  /** Whether `store` takes null, and refuses it where the type does: true of builders, which keep a bitmap themselves. */
  readonly takesNulls: boolean;
  /** Statements that check `value` and store it in row `row`. */
  readonly store: readonly string[];
  /** Statements that leave nothing in row `row` of what the memory held before. */
  readonly clear: readonly string[];
  /** The same for every row. */
  readonly clearAll: readonly string[];
  /** The expression for the finished column. */
  column(validity: string): string;
}

/** In place, where all is of fixed width, text, or structs of these; through a builder otherwise. */
export function planResult(field: ArrowField, module: ModuleWriter): ResultPlan {
  if (isInline(field.type)) return planStore(field.type, 'value', '', module);
  return {
    words: noWords,
    allocate: printCode(prefix('const result = ', suffix(resultBuilder(field, module), ';')), 1),
    kept: [{ name: 'result', type: module.useType('ColumnBuilder') }],
    builders: ['result'],
    takesNulls: true,
    store: ['result.set(row, value);'],
    clear: [],
    clearAll: [],
    column: () => 'result.finish()',
  };
}

const noWords: ResultPlan['words'] = { before: [], after: [] };

function isInline(type: ArrowType): boolean {
  switch (type.kind) {
    case 'struct':
      return type.fields.every((member) => isInline(member.type));
    case 'timestamp':
      return type.as === 'bigint';
    case 'bool':
    case 'int':
    case 'float':
    case 'time':
    case 'duration':
    case 'utf8':
      return true;
    default:
      return false;
  }
}

/** @param value the variable that holds what is stored; `path` is where it stands in the result */
function planStore(type: ArrowType, value: string, path: string, module: ModuleWriter): ResultPlan {
  if (type.kind === 'struct') return planStruct(type, value, path, module);
  const named = (name: string): string => (path === '' ? name : module.scope.name(value + toPascal(name)));
  if (type.kind === 'bool' || type.kind === 'utf8') {
    const refused = refusal(value, formatType(type), path, module);
    return type.kind === 'bool'
      ? planBool(refused, value, named('bitmap'), named('bits'), module)
      : planText(refused, value, named('texts'), module);
  }
  const { misfit, expected } = check(type, value, module);
  const refuse = `if (${misfit}) throw ${refusal(value, expected, path, module)};`;
  const values = named('values');
  const array = arrayText(type) as string; // isInline lets only types of fixed width through
  const allocate = `const ${values} = memory.take(${array}, rowCount);`;
  const wide = array.startsWith('Big');
  const isHalf = type.kind === 'float' && type.bitWidth === 16;
  const stored = isHalf ? `${module.use('toFloat16Bits')}(${value})` : value;
  const plan = {
    allocate: [allocate],
    words: noWords,
    kept: [{ name: values, type: array }],
    builders: [],
    takesNulls: false,
    store: [refuse, `${values}[row] = ${stored};`],
    clear: [`${values}[row] = ${wide ? '0n' : '0'};`],
    clearAll: [`${values}.fill(${wide ? '0n' : '0'});`],
    column: fixedColumn(values, module),
  };
  if (!(type.kind === 'int' && wide && type.as === 'number')) return plan;
  const words = named('words');
  const write = module.use('writeWords');
  return {
    ...plan,
    allocate: [
      allocate,
      `const ${words} = new Int32Array(${values}.buffer, ${values}.byteOffset, 2 * rowCount);`,
    ],
    kept: [{ name: words, type: 'Int32Array' }],
    store: [refuse, `${write}(${words}, row, ${value});`],
    clear: [`${write}(${words}, row, 0);`],
  };
}

function fixedColumn(values: string, module: ModuleWriter): ResultPlan['column'] {
  const make = module.use('fixedColumn');
  return (validity) => `${make}(rowCount, ${validity}, ${values})`;
}

function planText(refused: string, value: string, texts: string, module: ModuleWriter): ResultPlan {
  module.block([`const ${texts} = new ${module.use('Utf8Writer')}();`]);
  return {
    allocate: [`${texts}.open(rowCount, memory);`],
    words: noWords,
    kept: [],
    builders: [],
    takesNulls: false,
    store: [`if (typeof ${value} !== 'string') throw ${refused};`, `${texts}.add(row, ${value});`],
    clear: [],
    clearAll: [],
    column: (validity) => `${texts}.finish(${validity})`,
  };
}

/**
 * 32 rows in a variable before they are stored: a loop that sets bits in memory waits for what it has just written.
 * Comparing with both values costs a branch less than to test the type.
 */
function planBool(
  refused: string,
  value: string,
  bitmap: string,
  bits: string,
  module: ModuleWriter,
): ResultPlan {
  const boolColumn = module.use('boolColumn');
  return {
    allocate: [`const ${bitmap} = ${module.use('takeBitmap')}(rowCount, memory);`],
    words: { before: [`let ${bits} = 0;`], after: [`${bitmap}[word] = ${bits};`] },
    kept: [{ name: bitmap, type: 'Int32Array' }],
    builders: [],
    takesNulls: false,
    store: [`if (${value} === true) ${bits} |= 1 << row;`, `else if (${value} !== false) throw ${refused};`],
    clear: [],
    clearAll: [],
    column: (validity) => `${boolColumn}(rowCount, ${validity}, ${bitmap})`,
  };
}

/** Each member in a column of its own: V8 then never makes the object that the author's function returns. */
function planStruct(
  type: ArrowType & { kind: 'struct' },
  value: string,
  path: string,
  module: ModuleWriter,
): ResultPlan {
  const refuse = refusal(value, formatType(type), path, module);
  const members = type.fields.map((field) => planMember(field, path, module));
  const structColumn = module.use('structColumn');
  return {
    allocate: members.flatMap(({ allocate }) => allocate),
    words: {
      before: members.flatMap(({ words }) => words.before),
      after: members.flatMap(({ words }) => words.after),
    },
    kept: members.flatMap(({ kept }) => kept),
    builders: [],
    takesNulls: false,
    store: [
      `if (typeof ${value} !== 'object' || ${value} === null) throw ${refuse};`,
      ...members.flatMap(({ variable, name, store }) => [
        `const ${variable} = ${value}${toMember(name)};`,
        ...store,
      ]),
    ],
    clear: members.flatMap(({ clear }) => clear),
    clearAll: members.flatMap(({ clearAll }) => clearAll),
    column: (validity) =>
      `${structColumn}(rowCount, ${validity}, [${members.map(({ finished }) => finished).join(', ')}])`,
  };
}

/** A member of a struct: the plan of its values, with a bitmap where it may be null. */
function planMember(
  field: ArrowField,
  path: string,
  module: ModuleWriter,
): ResultPlan & { readonly name: string; readonly variable: string; readonly finished: string } {
  const variable = module.scope.name(field.name);
  const plan = planStore(field.type, variable, `${path}.${field.name}`, module);
  const { name } = field;
  if (!field.nullable) return { ...plan, name, variable, finished: plan.column('null') };
  const valid = module.scope.name(`${variable}Valid`);
  const markNull = `${module.use('clearValid')}(${valid}, row);`;
  return {
    ...plan,
    name,
    variable,
    allocate: [...plan.allocate, `const ${valid} = ${module.use('allValid')}(rowCount, memory);`],
    kept: [...plan.kept, { name: valid, type: 'Int32Array' }],
    store: storeNullable(variable, [markNull, ...plan.clear], plan.store),
    finished: plan.column(valid),
  };
}

/** Stores a value that may be null. */
export function storeNullable(
  variable: string,
  markNull: readonly string[],
  store: readonly string[],
): string[] {
  return [
    `if (${variable} === null || ${variable} === undefined) {`,
    ...indent(markNull),
    '} else {',
    ...indent(store),
    '}',
  ];
}

function refusal(value: string, expected: string, path: string, module: ModuleWriter): string {
  const where = path === '' ? '' : `, ${quote(path)}, value`;
  return `${module.use('invalidResult')}(${value}, ${quote(expected)}${where})`;
}

/** The condition under which a value of fixed width does not fit, and the type's name in messages. */
function check(type: ArrowType, value: string, module: ModuleWriter): { misfit: string; expected: string } {
  const expected = formatType(type);
  switch (type.kind) {
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
      if (type.bitWidth === 64) return { misfit, expected };
      const overflows = module.use(`overflowsFloat${type.bitWidth}`);
      return { misfit: `${misfit} || ${overflows}(${value})`, expected };
    }
    case 'time': {
      const limit = unitsOfDay[type.unit];
      return type.unit === 's' || type.unit === 'ms'
        ? { misfit: `!(Number.isInteger(${value}) && ${value} >= 0 && ${value} < ${limit})`, expected }
        : { misfit: `typeof ${value} !== 'bigint' || ${value} < 0n || ${value} >= ${limit}`, expected };
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
