import type { ResultMemory } from './abi.ts';

/** Memory that nothing else uses: its columns may be kept or transferred. */
export const freshMemory: ResultMemory = {
  take: (Elements, length) => new Elements(new ArrayBuffer(length * Elements.BYTES_PER_ELEMENT), 0, length),
};

const alive = new Map<object, readonly object[]>();

/**
 * Keeps the readers and builders of a batch until the next batch of the same loop. V8 throws the code of a loop away when
 * it collects the last object of a shape that the code was compiled for, and between two batches there would be none.
 */
export function keepAlive(loop: object, objects: readonly object[]): void {
  alive.set(loop, objects);
}
