import type { ArrowField } from '@sluice/sdk/manifest';
import type { Symbol as TsSymbol, Type } from 'ts-morph';
import { isMark } from './arrow-alias.ts';
import type { Mapping } from './mapping.ts';

/** The properties that an object has at run time. */
export function propertiesOf(type: Type): readonly TsSymbol[] {
  return type.getProperties().filter((property) => !isMark(property.getName()));
}

/** The fields that the properties of an object are. */
export function mapFields(
  properties: readonly TsSymbol[],
  path: string,
  mapping: Mapping,
): readonly ArrowField[] {
  const seen = new Map<string, string>();
  return properties.map((property) => {
    const name = property.getName();
    const first = seen.get(name.toLowerCase());
    if (first === undefined) seen.set(name.toLowerCase(), name);
    else mapping.problems.push({ code: 'duplicate-field', path, first, field: name });

    const type = property.getTypeAtLocation(mapping.at);
    const before = mapping.problems.length;
    const field = mapping.field(name, type, `${path}.${name}`, mapping);
    for (const [index, problem] of mapping.problems.entries()) {
      // The innermost property is the one to edit, and the first to come by.
      if (index >= before) mapping.problems[index] = { declared: property, ...problem };
    }
    const optional = property.isOptional() && !field.nullable;
    return optional ? { ...field, nullable: true, nullAs: 'undefined' } : field;
  });
}
