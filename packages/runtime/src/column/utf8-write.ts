import { nextNonAscii, type RawBytes, viewOf } from './bytes.ts';

/**
 * How much text is gathered before it is written. What is gathered outlives a collection of V8's young generation, which
 * grows with what does: twice as much takes 16 MB more, and no less time.
 */
export const CHUNK_LENGTH: number = 8 * 1024;

/** Up to here a loop over the characters beats the call into Node's encoder. */
const SHORT_LENGTH = 32;

/**
 * Writes a text as UTF-8 at `position`, lone surrogates as U+FFFD. The caller has made room for three bytes a character.
 * `charCodeAt` is called by way of `call`: `text.charCodeAt` would collect the string kinds of every function and grow
 * slow. In full each time: V8 folds it to a constant, which a bundler's `var charCodeAt` is not.
 * @returns the position behind it
 */
export function writeUtf8(bytes: RawBytes, position: number, text: string): number {
  const { length } = text;
  if (length > SHORT_LENGTH) return position + bytes.utf8Write(text, position);
  for (let index = 0; index < length; index++) {
    const code = String.prototype.charCodeAt.call(text, index);
    if (code > 127) return position + bytes.utf8Write(text, position);
    bytes[position + index] = code;
  }
  return position + length;
}

/**
 * Writes the texts of the rows from `first` to `end`, put together as one, from `offsets[first]` on: one call into Node's
 * encoder for many rows, which also flattens what authors put together with `+`. The offsets behind `first` count a byte
 * a character when it is called, and are right when it returns.
 */
export function writeGathered(
  bytes: RawBytes,
  text: string,
  offsets: Int32Array,
  first: number,
  end: number,
): void {
  const start = offsets[first] as number;
  let used = writeUtf8(bytes, start, text);
  if (used - start === text.length) return; // ASCII
  const view = viewOf(bytes);
  let ascii = nextNonAscii(view, start, used);
  let from = start;
  let at = start;
  for (let row = first; row < end; row++) {
    const to = offsets[row + 1] as number;
    let units = to - from;
    from = to;
    if (at + units <= ascii) {
      at += units;
    } else {
      for (; units > 0; units--) {
        const lead = bytes[at] as number;
        if (lead < 0xf0) {
          at += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : 3;
        } else if (units > 1) {
          at += 4;
          units--;
        } else {
          used = splitPair(bytes, at, used);
          at += 3;
        }
      }
      ascii = nextNonAscii(view, at, used);
    }
    offsets[row + 1] = at;
  }
}

/** At most how many bytes `writeGathered` needs for a text of so many rows. Exact for what is too long to be generous. */
export function gatheredBytes(text: string, rowCount: number): number {
  // A pair that is split again takes two bytes more.
  return text.length > 2 * CHUNK_LENGTH ? Buffer.byteLength(text) + 2 * rowCount : 3 * text.length;
}

/** Two lone surrogates, one at the end of a row and one at the start of the next, were written as one character. */
function splitPair(bytes: RawBytes, at: number, used: number): number {
  bytes.copyWithin(at + 6, at + 4, used);
  bytes.utf8Write('\ufffd\ufffd', at);
  return used + 2;
}
