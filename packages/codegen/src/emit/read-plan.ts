import { type ArrowField, type ArrowType, formatType } from '@sluice/sdk/manifest';
import { prefix, unwrap } from './code.ts';
import { type Holder, outOfTurn } from './holder.ts';
import type { ModuleWriter } from './module-writer.ts';
import {
  emitDictionaryReader,
  emitListReader,
  emitListView,
  emitMapReader,
  emitTypedArrayReader,
  emitUnionReader,
  type Read,
} from './read-classes.ts';
import { quote, toIdentifier, toKey, toPascal } from './scope.ts';
import { arrayText, isText, nullText, unitsOfDay } from './type-text.ts';

export type { Read } from './read-classes.ts';

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
  /** An object that is made once a batch and reads the values one by one. */
  const reader = (suffix: string, className: string, ...more: readonly string[]): Read => {
    const made = `new ${className}(${[column, ...more].join(', ')})`;
    const kept = holder.make(`${name}${suffix}`, className, made);
    return (row) => `${kept}.get(${row})`;
  };
  const values = (): string => keepValues(field, column, name, holder);
  switch (type.kind) {
    case 'null':
      return () => 'null';
    case 'bool': {
      if (holder.ofWord !== undefined) {
        const bitmap = holder.keep(`${name}Bitmap`, 'Int32Array', `${module.use('bitmapOf')}(${column})`);
        const word = holder.ofWord(`${name}Word`, `${bitmap}[word] as number`);
        const readBit = module.use('readBit');
        return (row) => `${readBit}(${word}, ${row})`;
      }
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
      if (type.kind === 'float' && type.bitWidth === 16) {
        const bits = values();
        const read = module.use('readFloat16');
        return (row) => `${read}(${bits}, ${row})`;
      }
      return plain(values(), type.kind === 'int' ? type.as : 'number');
    }
    case 'utf8': {
      const form = holder.ofModule?.(`${name}Form`, module.use('LongTextForm'));
      return reader('Text', module.use('Utf8Reader'), ...(form === undefined ? [] : [form]));
    }
    case 'json':
      return reader('Json', module.use('JsonReader'), quote(path));
    case 'uuid':
      return reader('Uuids', module.use('UuidReader'));
    case 'fixed-binary': {
      const bytes = keepBytes(column, name, holder, module);
      const read = module.use('readFixedBinary');
      return (row) => `${read}(${bytes}, ${type.byteWidth}, ${row})`;
    }
    case 'binary': {
      const bytes = keepBytes(column, name, holder, module);
      const offsets = holder.keep(`${name}Offsets`, 'Int32Array', `${column}.offsets as Int32Array`);
      const read = module.use('readBinary');
      return (row) => `${read}(${bytes}, ${offsets}, ${row})`;
    }
    case 'decimal':
      return reader('Decimals', module.use('DecimalReader'), String(type.bitWidth), String(type.scale));
    case 'date': {
      const stored = type.bitWidth === 32 ? values() : keepWords(column, name, holder, module);
      const read = module.use(type.bitWidth === 32 ? 'readDate' : 'readDate64');
      return (row) => `${read}(${stored}, ${row}, ${quote(path)})`;
    }
    case 'time': {
      const stored = values();
      const read = module.use(type.unit === 's' || type.unit === 'ms' ? 'readTime32' : 'readTime64');
      return (row) => `${read}(${stored}, ${row}, ${unitsOfDay[type.unit]}, ${quote(path)})`;
    }
    case 'timestamp': {
      if (type.as === 'bigint') return plain(values(), 'bigint');
      const words = keepWords(column, name, holder, module);
      const read = module.use('readTimestampDate');
      return (row) => `${read}(${words}, ${row}, ${quote(path)})`;
    }
    case 'duration':
      return plain(values(), 'bigint');
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
      return (row, checked) => ({
        open: '{ ',
        items: members.map(({ key, read }) => prefix(`${key}: `, read(row, checked))),
        close: ' }',
      });
    }
    case 'list':
    case 'fixed-list': {
      const of = { field, name, path, list: type };
      if (type.as === 'typed-array') return reader('Arrays', emitTypedArrayReader(of, module));
      if (type.as === 'view') return reader('View', emitListView(of, planRead, planMember, module));
      return reader('Lists', emitListReader(of, planMember, module));
    }
    case 'map':
      return reader('Maps', emitMapReader({ field, name, path, map: type }, planMember, module));
    case 'dictionary':
      return planDictionary({ field, name, path }, type, column, reader, holder, module);
    case 'union': {
      const plan = (variant: ArrowField, child: string, inner: Holder, inside: string): Read =>
        planRead(variant, child, toIdentifier(variant.name), inside, inner, module);
      return reader('Variants', emitUnionReader({ field, name, path, union: type }, plan, module));
    }
  }
}

/** Texts are decoded once for each distinct one; other values are read where the index points. */
function planDictionary(
  of: { readonly field: ArrowField; readonly name: string; readonly path: string },
  type: ArrowType & { readonly kind: 'dictionary' },
  column: string,
  reader: (suffix: string, className: string, ...more: readonly string[]) => Read,
  holder: Holder,
  module: ModuleWriter,
): Read {
  const { name, path } = of;
  if (type.values !== undefined) {
    const literals = `[${type.values.map(quote).join(', ')}]`;
    return reader('Literals', module.use('LiteralReader'), literals, quote(path));
  }
  if (isText(type.value)) {
    const plan = (value: ArrowField, child: string, inner: Holder): Read =>
      planRead(value, child, 'value', path, inner, module);
    return reader('Dictionary', emitDictionaryReader({ ...of, value: type.value }, plan, module));
  }
  const indices = holder.keep(`${name}Indices`, 'Int32Array', `${column}.values as Int32Array`);
  const values = holder.lookUp(`${name}ValueColumn`, `${column}.children[0] as ${module.useType('Column')}`);
  const value: ArrowField = { name: 'value', type: type.value, nullable: false };
  const read = planRead(value, values, `${name}Value`, path, outOfTurn(holder), module);
  return (row) => read(`${indices}[${row}] as number`);
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
  return (row, checked) =>
    prefix(`${isNull}(${validity}, ${row}) ? ${nullText(field)} : `, read(row, checked));
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
  // Nothing is looked up for what is always the same.
  if (field.type.kind === 'null') return () => nullText(field);
  const name = parent === '' ? toIdentifier(field.name) : `${parent}${toPascal(field.name)}`;
  const column = holder.lookUp(`${name}Column`, `${source} as ${module.useType('Column')}`);
  const read = planRead(field, column, name, path, holder, module);
  if (field.nullable) return planNullable(read, field, column, name, holder, module);
  const validity =
    holder.keepUnexpected?.(`${name}Validity`, `${column}.validity`) ??
    holder.keep(`${name}Validity`, 'Int32Array | null', `${column}.validity`);
  const isNull = module.use('isNull');
  const unexpectedNull = module.use('unexpectedNull');
  const refuse = `${unexpectedNull}(${quote(path)}, ${quote(formatType(field.type))})`;
  return (row, checked = true) => {
    const value = read(row, checked);
    return checked ? prefix(`${isNull}(${validity}, ${row}) ? ${refuse} : `, value) : unwrap(value);
  };
}

/** A value that is read as it is stored. */
function plain(values: string, type: 'number' | 'bigint'): Read {
  return (row) => `(${values}[${row}] as ${type})`;
}

function keepValues(field: ArrowField, column: string, name: string, holder: Holder): string {
  const array = arrayText(field.type) as string; // the callers pass fixed-width types
  return holder.keep(`${name}Values`, array, `${column}.values as ${array}`);
}

function keepWords(column: string, name: string, holder: Holder, module: ModuleWriter): string {
  return holder.keep(`${name}Words`, 'Int32Array', `${module.use('wordsOf')}(${column})`);
}

function keepBytes(column: string, name: string, holder: Holder, module: ModuleWriter): string {
  return holder.keep(`${name}Bytes`, 'Uint8Array<ArrayBuffer>', `${module.use('bytesOf')}(${column})`);
}
