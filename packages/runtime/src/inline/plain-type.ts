import { layoutOf } from '../ipc/wire-layout.ts';
import type { SourceType } from '../layout/source.ts';

/**
 * Whether an array of the type has the same buffers in a message as a column in memory, and nothing inside it: numbers,
 * bits, bytes of a fixed width, text and bytes with 32-bit offsets.
 */
export function isPlain(type: SourceType): boolean {
  switch (type.kind) {
    case 'null':
    case 'list':
    case 'fixed-list':
    case 'struct':
    case 'map':
    case 'union':
    case 'dictionary':
    case 'run-end':
    case 'unknown':
      return false;
    case 'utf8':
    case 'binary':
      return type.layout === undefined;
    case 'fixed-binary':
      return type.byteWidth > 0;
    default:
      return true;
  }
}

/** How many buffers an array of a plain type has in a message. */
export function plainBufferCount(type: SourceType): number {
  return layoutOf(type)?.offsets === undefined ? 2 : 3;
}
