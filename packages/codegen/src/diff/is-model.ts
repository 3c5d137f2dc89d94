import type { ArrowType } from '@sluice/sdk/manifest';

/** Whether what a manifest says of a function can be compared. One of another ABI may say it in other ways. */
export function isModel(value: unknown): boolean {
  const model = asRecord(value);
  return (
    typeof model?.['name'] === 'string' &&
    ['scalar', 'vectorized', 'table', 'aggregate'].includes(String(model['kind'])) &&
    areAll(model['parameters'], isField) &&
    isField(model['result']) &&
    (model['kind'] !== 'aggregate' || isField(model['state'])) &&
    typeof asRecord(model['options'])?.['async'] === 'boolean' &&
    typeof asRecord(model['binding'])?.['export'] === 'string'
  );
}

function isField(value: unknown): boolean {
  const field = asRecord(value);
  return (
    typeof field?.['name'] === 'string' && typeof field['nullable'] === 'boolean' && isType(field['type'])
  );
}

/** What each kind of type holds that is a type itself. */
const parts: Readonly<Record<ArrowType['kind'], (type: Readonly<Record<string, unknown>>) => boolean>> = {
  null: () => true,
  bool: () => true,
  int: () => true,
  float: () => true,
  utf8: () => true,
  binary: () => true,
  'fixed-binary': () => true,
  decimal: () => true,
  date: () => true,
  time: () => true,
  timestamp: () => true,
  duration: () => true,
  interval: () => true,
  json: () => true,
  uuid: () => true,
  list: ({ element }) => isField(element),
  'fixed-list': ({ element }) => isField(element),
  struct: ({ fields }) => areAll(fields, isField),
  map: ({ key, value }) => isField(key) && isField(value),
  dictionary: ({ value }) => isType(value),
  union: ({ variants }) => areAll(variants, (variant) => isField(asRecord(variant)?.['field'])),
};

function isType(value: unknown): boolean {
  const type = asRecord(value);
  const kind = type?.['kind'];
  if (type === undefined || typeof kind !== 'string' || !Object.hasOwn(parts, kind)) return false;
  return parts[kind as ArrowType['kind']](type); // hasOwn has said so.
}

function areAll(value: unknown, each: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(each);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
