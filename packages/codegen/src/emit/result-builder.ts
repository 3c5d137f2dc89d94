import { type ArrowField, formatType } from '@sluice/sdk/manifest';
import type { Code } from './code.ts';
import type { ModuleWriter } from './module-writer.ts';
import { quote } from './scope.ts';

/** `builderCode` of a function's result, with what it keeps from batch to batch. */
export function resultBuilder(field: ArrowField, module: ModuleWriter): Code {
  if (field.type.kind !== 'utf8') return builderCode(field, 'rowCount', module);
  const history = module.scope.name('history');
  module.block([`const ${history}: ${module.useType('Utf8History')} = { directRows: 0 };`]);
  return `new ${module.use('Utf8Builder')}(rowCount, ${field.nullable}, ${history})`;
}

/** An expression that makes the builder of a field. `rowCount` is `0` inside lists, structs and maps. */
export function builderCode(field: ArrowField, rowCount: string, module: ModuleWriter): Code {
  const { type } = field;
  const make = (name: string, ...more: Code[]): Code => ({
    open: `new ${module.use(name)}(`,
    items: [rowCount, String(field.nullable), ...more],
    close: ')',
  });
  const inner = (member: ArrowField): Code => builderCode(member, '0', module);
  switch (type.kind) {
    case 'bool':
      return make('BoolBuilder');
    case 'int':
      if (type.bitWidth < 64) return make('IntegerBuilder', quote(formatType(type)));
      if (type.as === 'number') return make(type.signed ? 'SafeIntBuilder' : 'SafeUintBuilder');
      return make(type.signed ? 'Int64Builder' : 'UInt64Builder');
    case 'float':
      return make(`Float${type.bitWidth}Builder`);
    case 'utf8':
      return make('Utf8Builder');
    case 'binary':
      return make('BinaryBuilder');
    case 'decimal':
      return make('DecimalBuilder', String(type.precision), String(type.scale));
    case 'date':
      return make('DateBuilder');
    case 'timestamp':
      return make(type.as === 'date' ? 'TimestampDateBuilder' : 'Int64Builder', quote(formatType(type)));
    case 'duration':
      return make('Int64Builder', quote(formatType(type)));
    case 'interval':
      return make('IntervalBuilder', quote(type.unit));
    case 'list':
      return make('ListBuilder', inner(type.element));
    case 'struct': {
      const names = type.fields.map((member) => quote(member.name)).join(', ');
      return make('StructBuilder', `[${names}]`, { open: '[', items: type.fields.map(inner), close: ']' });
    }
    case 'map':
      return make('MapBuilder', inner({ ...type.key, nullable: false }), inner(type.value));
    default:
      throw new Error(`no code for ${type.kind} yet`);
  }
}
