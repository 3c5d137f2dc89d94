import type { ArrowField, ArrowType } from '@sluice/sdk/manifest';
import type { Field } from 'apache-arrow';
import { sourceField } from '../arrow/source.ts';
import { extensionType } from '../layout/extensions.ts';
import { fitsType } from '../layout/fits-type.ts';
import type { SourceField, SourceType } from '../layout/source.ts';

/** Whether a column of this field can be given to a parameter as it is: its rows are read, not converted. */
export function fitsField(parameter: ArrowField, field: Field): boolean {
  return fitsType(parameter.type, sourceField(field).type);
}

/**
 * What a column that nobody declared reads as in JavaScript: the field of the parameter that would take it. Extension types
 * that Sluice knows are read as such. Undefined where Sluice cannot read it.
 */
export function fieldOf(field: Field): ArrowField | undefined {
  return readField(sourceField(field));
}

function readField(field: SourceField): ArrowField | undefined {
  const { name, nullable } = field;
  const read = extensionType(field) ?? readType(field.type);
  return read === undefined ? undefined : { name, nullable, type: read };
}

function readType(type: SourceType): ArrowType | undefined {
  switch (type.kind) {
    case 'null':
    case 'bool':
    case 'float':
    case 'utf8':
    case 'binary':
    case 'fixed-binary':
    case 'decimal':
    case 'date':
    case 'interval':
      // The same in both but for members that only one has.
      return type as ArrowType;
    case 'int':
      return { ...type, as: type.bitWidth === 64 ? 'bigint' : 'number' };
    case 'time':
    case 'duration':
      return type as ArrowType;
    case 'timestamp':
      return { ...type, as: 'bigint' };
    case 'list': {
      const element = readField(type.element);
      return element && { kind: 'list', element };
    }
    case 'fixed-list': {
      const element = readField(type.element);
      return element && { ...type, element };
    }
    case 'struct': {
      const fields = readFields(type.fields);
      return fields && { kind: 'struct', fields };
    }
    case 'map': {
      const entries = type.entries.type.kind === 'struct' ? readFields(type.entries.type.fields) : undefined;
      const [key, value] = entries ?? [];
      return key && value && { kind: 'map', key, value };
    }
    case 'dictionary': {
      const value = readType(type.value);
      return value && { kind: 'dictionary', value };
    }
    case 'run-end':
      return readField(type.value)?.type;
    // Which of its variants a value is has no name in JavaScript but the one that a function gives it.
    case 'union':
    case 'unknown':
      return undefined;
  }
}

function readFields(fields: readonly SourceField[]): readonly ArrowField[] | undefined {
  const read = fields.map(readField);
  return read.every((field) => field !== undefined) ? read : undefined;
}
