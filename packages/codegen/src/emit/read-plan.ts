import { type ArrowField, formatNested, formatType } from '@sluice/sdk/manifest';
import { type Code, indent, prefix, printCode, unwrap } from './code.ts';
import { ClassHolder, type Holder } from './holder.ts';
import type { ModuleWriter } from './module-writer.ts';
import { quote, toIdentifier, toKey, toPascal } from './scope.ts';
import { arrayText, elementText, nullText, typeText } from './type-text.ts';

/** How emitted code reads one value of a field: an expression in the row's index. */
export type Read = (row: string) => Code;

/**
 * Plans the reading of a column: what is looked up once a batch goes to `holder`, what is done for each row is the
 * expression returned. Lists and maps get a class of their own in the module, so that their loops see one shape only.
 *
 * @param column an expression for the Column
 * @param name what identifiers are made of
 * @param path how messages name the field: `order.items[].price`
 */
export function planRead(
  field: ArrowField,
  column: string,
  name: string,
  path: string,
  holder: Holder,
  module: ModuleWriter,
): Read {
  const { type } = field;
  switch (type.kind) {
    case 'bool': {
      const bits = holder.keep(`${name}Bits`, 'Uint8Array', `${column}.values as Uint8Array`);
      const readBool = module.use('readBool');
      return (row) => `${readBool}(${bits}, ${row})`;
    }
    case 'int':
    case 'float': {
      if (type.kind === 'int' && type.bitWidth === 64 && type.as === 'number') {
        const words = keepWords(column, name, holder, module);
        const read = module.use(type.signed ? 'readSafeInt' : 'readSafeUint');
        return (row) => `${read}(${words}, ${row}, ${quote(path)})`;
      }
      const values = keepValues(field, column, name, holder);
      const as = type.kind === 'int' ? type.as : 'number';
      return (row) => `(${values}[${row}] as ${as})`;
    }
    case 'utf8': {
      const reader = module.use('Utf8Reader');
      const kept = holder.keep(`${name}Text`, reader, `new ${reader}(${column})`);
      return (row) => `${kept}.get(${row})`;
    }
    case 'binary': {
      const bytes = holder.keep(
        `${name}Bytes`,
        'Uint8Array<ArrayBuffer>',
        `${module.use('bytesOf')}(${column})`,
      );
      const offsets = holder.keep(`${name}Offsets`, 'Int32Array', `${column}.offsets as Int32Array`);
      const read = module.use('readBinary');
      return (row) => `${read}(${bytes}, ${offsets}, ${row})`;
    }
    case 'decimal': {
      const values = keepValues(field, column, name, holder);
      const read = module.use('readDecimal');
      return (row) => `${read}(${values}, ${row}, ${type.scale})`;
    }
    case 'date': {
      const days = keepValues(field, column, name, holder);
      const read = module.use('readDate');
      return (row) => `${read}(${days}, ${row}, ${quote(path)})`;
    }
    case 'timestamp': {
      if (type.as === 'date') {
        const words = keepWords(column, name, holder, module);
        const read = module.use('readTimestampDate');
        return (row) => `${read}(${words}, ${row}, ${quote(path)})`;
      }
      const values = keepValues(field, column, name, holder);
      return (row) => `(${values}[${row}] as bigint)`;
    }
    case 'duration': {
      const values = keepValues(field, column, name, holder);
      return (row) => `(${values}[${row}] as bigint)`;
    }
    case 'interval': {
      const words = holder.keep(`${name}Words`, 'Int32Array', `${column}.values as Int32Array`);
      const readers = {
        'year-month': 'readYearMonth',
        'day-time': 'readDayTime',
        'month-day-nano': 'readMonthDayNano',
      };
      const read = module.use(readers[type.unit]);
      return (row) => `${read}(${words}, ${row})`;
    }
    case 'struct': {
      const members = type.fields.map((member, index) => {
        const read = planMember(
          member,
          `${column}.children[${index}]`,
          name,
          `${path}.${member.name}`,
          holder,
          module,
        );
        return { key: toKey(member.name), read };
      });
      return (row) => ({
        open: '{ ',
        items: members.map(({ key, read }) => prefix(`${key}: `, read(row))),
        close: ' }',
      });
    }
    case 'list': {
      const className = emitListReader(field, type.element, name, path, module);
      const reader = holder.keep(`${name}Lists`, className, `new ${className}(${column})`);
      return (row) => `${reader}.get(${row})`;
    }
    case 'map': {
      const className = emitMapReader(field, type.key, type.value, name, path, module);
      const reader = holder.keep(`${name}Maps`, className, `new ${className}(${column})`);
      return (row) => `${reader}.get(${row})`;
    }
    default:
      throw new Error(`no code for ${type.kind} yet`);
  }
}

/** `planRead` of a field that may be null at any row: a parameter or member that admits null. */
export function planNullable(
  read: Read,
  field: ArrowField,
  column: string,
  name: string,
  holder: Holder,
  module: ModuleWriter,
): Read {
  const validity = holder.keep(`${name}Validity`, 'Int32Array | null', `${column}.validity`);
  const isNull = module.use('isNull');
  return (row) => prefix(`${isNull}(${validity}, ${row}) ? ${nullText(field)} : `, read(row));
}

/** A member of a struct, an element, a key or a value: a null that its type does not admit fails the row. */
function planMember(
  field: ArrowField,
  source: string,
  parent: string,
  path: string,
  holder: Holder,
  module: ModuleWriter,
): Read {
  const name = parent === '' ? toIdentifier(field.name) : `${parent}${toPascal(field.name)}`;
  const column = holder.lookUp(`${name}Column`, `${source} as ${module.useType('Column')}`);
  const read = planRead(field, column, name, path, holder, module);
  if (field.nullable) return planNullable(read, field, column, name, holder, module);
  const validity = holder.keep(`${name}Validity`, 'Int32Array | null', `${column}.validity`);
  const isNull = module.use('isNull');
  const unexpectedNull = module.use('unexpectedNull');
  const refuse = `${unexpectedNull}(${quote(path)}, ${quote(formatType(field.type))})`;
  return (row) => prefix(`${isNull}(${validity}, ${row}) ? ${refuse} : `, read(row));
}

function emitListReader(
  field: ArrowField,
  element: ArrowField,
  name: string,
  path: string,
  module: ModuleWriter,
): string {
  const holder = new ClassHolder();
  const offsets = holder.keep('offsets', 'Int32Array', 'column.offsets as Int32Array');
  const read = planMember(element, 'column.children[0]', '', `${path}[]`, holder, module);
  return emitReader(field, name, path, module, holder, [
    `const list: ${elementText(element)}[] = [];`,
    `const end = ${offsets}[row + 1] as number;`,
    `for (let at = ${offsets}[row] as number; at < end; at++) {`,
    ...indent(printCode({ open: 'list.push(', items: [unwrap(read('at'))], close: ');' }, 3)),
    '}',
    'return list;',
  ]);
}

function emitMapReader(
  field: ArrowField,
  key: ArrowField,
  value: ArrowField,
  name: string,
  path: string,
  module: ModuleWriter,
): string {
  const holder = new ClassHolder();
  const offsets = holder.keep('offsets', 'Int32Array', 'column.offsets as Int32Array');
  const entries = holder.lookUp('entries', `column.children[0] as ${module.useType('Column')}`);
  const readKey = planMember(
    { ...key, nullable: false },
    `${entries}.children[0]`,
    '',
    `${path}.keys()[]`,
    holder,
    module,
  );
  const readValue = planMember(value, `${entries}.children[1]`, '', `${path}.values()[]`, holder, module);
  return emitReader(field, name, path, module, holder, [
    `const map = new Map<${typeText(key)}, ${typeText(value)}>();`,
    `const end = ${offsets}[row + 1] as number;`,
    `for (let at = ${offsets}[row] as number; at < end; at++) {`,
    ...indent(
      printCode(
        { open: 'map.set(', items: [unwrap(readKey('at')), unwrap(readValue('at'))], close: ');' },
        3,
      ),
    ),
    '}',
    'return map;',
  ]);
}

function emitReader(
  field: ArrowField,
  name: string,
  path: string,
  module: ModuleWriter,
  holder: ClassHolder,
  body: readonly string[],
): string {
  const className = module.scope.name(`${toPascal(name)}Reader`);
  const result = typeText({ ...field, nullable: false });
  module.block([
    `/** Reads \`${path}\`: ${formatNested(field)}. */`,
    `class ${className} {`,
    ...indent(holder.print(`column: ${module.useType('Column')}`)),
    ...indent([`get(row: number): ${result} {`, ...indent(body), '}']),
    '}',
  ]);
  return className;
}

function keepValues(field: ArrowField, column: string, name: string, holder: Holder): string {
  const array = arrayText(field.type) as string; // the callers pass fixed-width types
  return holder.keep(`${name}Values`, array, `${column}.values as ${array}`);
}

function keepWords(column: string, name: string, holder: Holder, module: ModuleWriter): string {
  return holder.keep(`${name}Words`, 'Int32Array', `${module.use('wordsOf')}(${column})`);
}
