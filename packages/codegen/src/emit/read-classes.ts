import { type ArrowField, type ArrowType, formatNested, formatType } from '@sluice/sdk/manifest';
import { type Code, indent, prefix, printCode, suffix, unwrap } from './code.ts';
import { ClassHolder, type Holder } from './holder.ts';
import type { ModuleWriter } from './module-writer.ts';
import { commentText, quote, toKey, toPascal } from './scope.ts';
import { arrayText, elementText, typeText } from './type-text.ts';

/**
 * How emitted code reads one value of a field: an expression in the row's index. `checked` is whether it tests for nulls
 * that the type does not admit, where a loop without these tests is possible.
 */
export type Read = (row: string, checked?: boolean) => Code;

/** Plans the reading of what stands inside another value: a member, an element, a key. `source` is its Column. */
export type PlanInside = (
  field: ArrowField,
  source: string,
  parent: string,
  path: string,
  holder: Holder,
  module: ModuleWriter,
) => Read;

/** A field of which a class of the module reads the values, so that each loop in it sees one shape only. */
export interface ClassField {
  readonly field: ArrowField;
  /** What identifiers are made of. */
  readonly name: string;
  /** How messages name it. */
  readonly path: string;
}

type ListField = ClassField & { readonly list: ArrowType & { readonly kind: 'list' | 'fixed-list' } };

/** The class that reads lists as arrays. @returns its name, as all below do */
export function emitListReader(of: ListField, plan: PlanInside, module: ModuleWriter): string {
  const { list } = of;
  const holder = new ClassHolder();
  const bounds = planBounds(list, holder);
  const read = plan(list.element, 'column.children[0]', '', `${of.path}[]`, holder, module);
  return emitReader(of, module, holder, [
    `const list: ${elementText(list.element)}[] = [];`,
    `const end = ${bounds.end};`,
    `for (let at = ${bounds.start}; at < end; at++) {`,
    ...indent(printCode({ open: 'list.push(', items: [unwrap(read('at'))], close: ');' }, 3)),
    '}',
    'return list;',
  ]);
}

/** The class that reads lists as typed arrays of their own, of the elements' exact number. */
export function emitTypedArrayReader(of: ListField, module: ModuleWriter): string {
  const { element } = of.list;
  const holder = new ClassHolder();
  const bounds = planBounds(of.list, holder);
  const column = holder.lookUp('itemColumn', `column.children[0] as ${module.useType('Column')}`);
  const array = arrayText(element.type) as string; // the type is of fixed width
  // The slice of a Buffer would be no copy.
  const values =
    array === 'Uint8Array' ? `${module.use('bytesOf')}(${column})` : `${column}.values as ${array}`;
  const items = holder.keep('items', array, values);
  const validity = holder.keep('itemValidity', 'Int32Array | null', `${column}.validity`);
  const refused = [quote(`${of.path}[]`), quote(formatType(element.type))];
  return emitReader(of, module, holder, [
    `const start = ${bounds.start};`,
    `const end = ${bounds.end};`,
    `${module.use('refuseNulls')}(${[validity, 'start', 'end', ...refused].join(', ')});`,
    `return ${items}.slice(start, end);`,
  ]);
}

/**
 * The class whose one instance is the view of a list: it is moved to the row that is called. Nulls that the elements do
 * not admit are looked for there, once, so that reading an element is no more than that.
 *
 * @param planValue plans the reading of an element that is known not to be null, from its Column
 */
export function emitListView(
  of: ListField,
  planValue: PlanInside,
  plan: PlanInside,
  module: ModuleWriter,
): string {
  const { field, list, name, path } = of;
  const elementPath = `${path}[]`;
  const holder = new ClassHolder();
  const bounds = planBounds(list, holder);
  let read: Read;
  let refuse: string[] = [];
  if (list.element.nullable) {
    read = plan(list.element, 'column.children[0]', '', elementPath, holder, module);
  } else {
    const column = holder.lookUp('itemColumn', `column.children[0] as ${module.useType('Column')}`);
    read = planValue(list.element, column, 'item', elementPath, holder, module);
    const validity = holder.keep('itemValidity', 'Int32Array | null', `${column}.validity`);
    const refused = [quote(elementPath), quote(formatType(list.element.type))];
    refuse = [`${module.use('refuseNulls')}(${[validity, 'start', 'end', ...refused].join(', ')});`];
  }
  const element = typeText(list.element);
  const className = module.scope.name(`${toPascal(name)}View`);
  module.block([
    `/** Views \`${commentText(path)}\`: ${commentText(formatNested(field))}. The one object is moved from row to row. */`,
    `class ${className} {`,
    ...indent([
      'length = 0;',
      'private start = 0;',
      ...holder.print(`column: ${module.useType('Column')}`),
      'get(row: number): this {',
      ...indent([
        `const start = ${bounds.start};`,
        `const end = ${bounds.end};`,
        ...refuse,
        'this.start = start;',
        'this.length = end - start;',
        'return this;',
      ]),
      '}',
      '',
      `at(index: number): ${element} {`,
      ...indent([
        'const at = this.start + index;',
        ...printCode(suffix(prefix('return ', unwrap(read('at'))), ';'), 2),
      ]),
      '}',
      '',
      `*[Symbol.iterator](): Generator<${element}> {`,
      ...indent(['for (let index = 0; index < this.length; index++) yield this.at(index);']),
      '}',
    ]),
    '}',
  ]);
  return className;
}

/** The class that reads maps. */
export function emitMapReader(
  of: ClassField & { readonly map: ArrowType & { readonly kind: 'map' } },
  plan: PlanInside,
  module: ModuleWriter,
): string {
  const { path } = of;
  const { key, value } = of.map;
  const holder = new ClassHolder();
  const offsets = holder.keep('offsets', 'Int32Array', 'column.offsets as Int32Array');
  const entries = holder.lookUp('entries', `column.children[0] as ${module.useType('Column')}`);
  const readKey = plan(
    { ...key, nullable: false },
    `${entries}.children[0]`,
    '',
    `${path}.keys()[]`,
    holder,
    module,
  );
  const readValue = plan(value, `${entries}.children[1]`, '', `${path}.values()[]`, holder, module);
  return emitReader(of, module, holder, [
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

/** The class that reads a dictionary of texts: each of them once a batch, when it first comes up. */
export function emitDictionaryReader(
  of: ClassField & { readonly value: ArrowType },
  plan: (field: ArrowField, column: string, holder: Holder) => Read,
  module: ModuleWriter,
): string {
  const holder = new ClassHolder();
  const indices = holder.keep('indices', 'Int32Array', 'column.values as Int32Array');
  const column = holder.lookUp('valueColumn', `column.children[0] as ${module.useType('Column')}`);
  const known = holder.keep(
    'known',
    '(string | undefined)[]',
    `new Array<string | undefined>(${column}.length).fill(undefined)`,
  );
  const read = plan({ name: 'value', type: of.value, nullable: false }, column, holder);
  return emitReader(of, module, holder, [
    `const index = ${indices}[row] as number;`,
    ...printCode(suffix(prefix(`return (${known}[index] ??= `, read('index')), ');'), 2),
  ]);
}

/** The class that reads a union: an object with the tag of its variant. */
export function emitUnionReader(
  of: ClassField & { readonly union: ArrowType & { readonly kind: 'union' } },
  plan: (field: ArrowField, column: string, holder: Holder, path: string) => Read,
  module: ModuleWriter,
): string {
  const { path, union } = of;
  const holder = new ClassHolder();
  const chosen = holder.keep('variants', 'Int8Array', 'column.values as Int8Array');
  const places = holder.keep('places', 'Int32Array', 'column.offsets as Int32Array');
  const cases = union.variants.map(({ field, content }, at): string[] => {
    const tag = `${toKey(union.tag)}: ${quote(field.name)}`;
    const items: Code[] = [tag];
    if (content !== 'none') {
      const column = holder.lookUp(
        `${field.name}Column`,
        `column.children[${at}] as ${module.useType('Column')}`,
      );
      const inside = content === 'value' ? `${path}.value` : path;
      const read = plan(field, column, holder, inside)('at');
      if (content === 'value') items.push(prefix('value: ', unwrap(read)));
      else if (typeof read === 'object') items.push(...read.items); // a struct is a list of its members
    }
    const value = { open: 'return { ', items, close: ' };' };
    return [`case ${at}:`, ...indent(printCode(value, 4))];
  });
  const tags = union.variants.map(({ field }) => quote(field.name)).join(', ');
  return emitReader(of, module, holder, [
    `const at = ${places}[row] as number;`,
    `switch (${chosen}[row]) {`,
    ...indent([
      ...cases.flat(),
      'default:',
      ...indent([`return ${module.use('unknownVariant')}(${quote(path)}, [${tags}]);`]),
    ]),
    '}',
  ]);
}

function planBounds(
  list: ArrowType & { kind: 'list' | 'fixed-list' },
  holder: ClassHolder,
): { start: string; end: string } {
  if (list.kind === 'fixed-list') return { start: `row * ${list.size}`, end: `(row + 1) * ${list.size}` };
  const offsets = holder.keep('offsets', 'Int32Array', 'column.offsets as Int32Array');
  return { start: `${offsets}[row] as number`, end: `${offsets}[row + 1] as number` };
}

function emitReader(
  { field, name, path }: ClassField,
  module: ModuleWriter,
  holder: ClassHolder,
  body: readonly string[],
): string {
  const className = module.scope.name(`${toPascal(name)}Reader`);
  const result = typeText({ ...field, nullable: false });
  module.block([
    `/** Reads \`${commentText(path)}\`: ${commentText(formatNested(field))}. */`,
    `class ${className} {`,
    ...indent(holder.print(`column: ${module.useType('Column')}`)),
    ...indent([`get(row: number): ${result} {`, ...indent(body), '}']),
    '}',
  ]);
  return className;
}
