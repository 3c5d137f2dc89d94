import { indent, printCode } from './code.ts';
import type { ModuleWriter } from './module-writer.ts';

/** Keeps in `strict` the rows in which no parameter is null that admits no null. */
export function keepStrict(strict: readonly string[], module: ModuleWriter): string[] {
  if (strict.length === 0) return [];
  const validities = { open: '[', items: strict, close: ']' };
  const intersect = module.use('intersectValidity');
  return printCode({ open: `const strict = ${intersect}(`, items: ['rowCount', validities], close: ');' }, 1);
}

/** Goes on to the next row where `keepStrict` left this one out. */
export function skipStrict(strict: readonly string[], module: ModuleWriter): string[] {
  return strict.length === 0 ? [] : [`if (${module.use('isNull')}(strict, row)) continue;`];
}

/** Narrows `valid` to the rows in which no parameter is null that admits no null; null for all. */
export function narrowStrict(strict: readonly string[], module: ModuleWriter): string[] {
  const narrow = module.use('narrowValid');
  return strict.map((validity, index) =>
    index === 0
      ? `let valid = ${narrow}(null, ${validity}, rowCount, memory);`
      : `valid = ${narrow}(valid, ${validity}, rowCount, memory);`,
  );
}

/**
 * A loop that goes on behind the row that failed, and ends in `break` or `return`. The `try` stands outside it: entering
 * it costs nothing a row.
 */
export function resumable(loop: readonly string[], failed: readonly string[]): string[] {
  return [
    'for (;;) {',
    ...indent(['try {', ...indent(loop), '} catch (error) {', ...indent(failed), '}']),
    '}',
  ];
}
