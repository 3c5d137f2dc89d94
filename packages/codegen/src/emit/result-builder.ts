import { type ArrowField, type ArrowType, formatType } from '@sluice/sdk/manifest';
import { type Code, prefix } from './code.ts';
import type { ModuleWriter } from './module-writer.ts';
import { quote } from './scope.ts';

/** An expression that makes the builder of a function's result. */
export function resultBuilder(field: ArrowField, module: ModuleWriter): Code {
  return builderCode(field, 'rowCount', module);
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
    case 'null':
      return `new ${module.use('NullBuilder')}(${rowCount})`;
    case 'bool':
      return make('BoolBuilder');
    case 'int':
      if (type.bitWidth < 64) return make('IntegerBuilder', quote(formatType(type)));
      if (type.as === 'number') return make(type.signed ? 'SafeIntBuilder' : 'SafeUintBuilder');
      return make(type.signed ? 'Int64Builder' : 'UInt64Builder');
    case 'float':
      return make(`Float${type.bitWidth}Builder`);
    case 'utf8':
      return make('Utf8Builder', ...named(type));
    case 'binary':
      return make('BinaryBuilder', ...named(type));
    case 'fixed-binary':
      return make('FixedBinaryBuilder', String(type.byteWidth));
    case 'uuid':
      return make('UuidBuilder');
    case 'json':
      return make('JsonBuilder');
    case 'decimal':
      return make('DecimalBuilder', ...[type.bitWidth, type.precision, type.scale].map(String));
    case 'date':
      return make(type.bitWidth === 32 ? 'DateBuilder' : 'Date64Builder');
    case 'time':
      return make(
        type.unit === 's' || type.unit === 'ms' ? 'Time32Builder' : 'Time64Builder',
        quote(type.unit),
      );
    case 'timestamp':
      return make(type.as === 'date' ? 'TimestampDateBuilder' : 'Int64Builder', quote(formatType(type)));
    case 'duration':
      return make('Int64Builder', quote(formatType(type)));
    case 'interval':
      return make('IntervalBuilder', quote(type.unit));
    case 'list':
      return make(
        type.as === 'typed-array' ? 'TypedListBuilder' : 'ListBuilder',
        inner(type.element),
        ...(type.layout === 'large' ? [quote('LargeList')] : []),
      );
    case 'fixed-list': {
      const name = type.as === 'typed-array' ? 'FixedTypedListBuilder' : 'FixedListBuilder';
      return make(name, String(type.size), inner(type.element));
    }
    case 'struct': {
      const names = type.fields.map((member) => quote(member.name)).join(', ');
      return make('StructBuilder', `[${names}]`, { open: '[', items: type.fields.map(inner), close: ']' });
    }
    case 'map':
      return make('MapBuilder', inner({ ...type.key, nullable: false }), inner(type.value));
    case 'dictionary':
      if (type.values !== undefined) return make('LiteralBuilder', `[${type.values.map(quote).join(', ')}]`);
      return make('DictionaryBuilder', inner({ name: '', type: type.value, nullable: false }));
    case 'union': {
      const mode = type.mode === 'dense' ? 'DenseUnion' : 'SparseUnion';
      const variants = type.variants.map(({ field: variant, content }) => ({
        open: '{ ',
        items: [
          `tag: ${quote(variant.name)}`,
          `content: ${quote(content)}`,
          prefix('builder: ', inner(variant)),
        ],
        close: ' }',
      }));
      return make('UnionBuilder', quote(mode), quote(type.tag), { open: '[', items: variants, close: ']' });
    }
  }
}

/** The name that messages give a layout that is not the builder's plain one. */
function named(type: ArrowType & { readonly kind: 'utf8' | 'binary' }): string[] {
  return type.layout === undefined ? [] : [quote(formatType(type))];
}
