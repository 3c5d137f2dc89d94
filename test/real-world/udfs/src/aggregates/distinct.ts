import { createHash } from 'node:crypto';
import { aggregate, type SafeInt } from '@sluice/sdk';

const BITS = 12;
const REGISTERS = 1 << BITS;

/** About how many different values there are, within two per cent, in 4 kB however many there are (HyperLogLog). */
@aggregate({ name: 'approx_distinct', deterministic: true })
export class ApproximateDistinct {
  init(): Uint8Array {
    return new Uint8Array(REGISTERS);
  }

  accumulate(registers: Uint8Array, value: string): void {
    const hash = createHash('md5').update(value).digest();
    const register = hash.readUInt16LE(0) & (REGISTERS - 1);
    const rank = Math.clz32(hash.readUInt32LE(4)) + 1;
    if (rank > (registers[register] ?? 0)) registers[register] = rank;
  }

  merge(registers: Uint8Array, others: Uint8Array): void {
    for (const [i, rank] of others.entries()) if (rank > (registers[i] ?? 0)) registers[i] = rank;
  }

  finish(registers: Uint8Array): SafeInt {
    let sum = 0;
    let empty = 0;
    for (const rank of registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const estimate = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS ** 2) / sum;
    return Math.round(
      estimate <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : estimate,
    );
  }
}
