import type { RawBytes } from './bytes.ts';

/** Up to here a loop over the characters beats the call into Node's encoder. */
const SHORT_LENGTH = 32;

/**
 * Writes `text` as UTF-8 at `position`, lone surrogates as U+FFFD. The caller has made room for three bytes a character.
 * `charCodeAt` is called by way of `call`: `text.charCodeAt` would collect the string kinds of every function and grow
 * slow. In full each time: V8 folds it to a constant, which a bundler's `var charCodeAt` is not.
 * @returns the position behind it
 */
export function writeUtf8(bytes: RawBytes, position: number, text: string): number {
  const length = text.length;
  if (length > SHORT_LENGTH) return position + bytes.utf8Write(text, position);
  let at = position;
  for (let index = 0; index < length; index++) {
    const code = String.prototype.charCodeAt.call(text, index);
    if (code > 127) return writeMixed(bytes, at, text, index);
    bytes[at++] = code;
  }
  return at;
}

/** The rest of a short text, from its first character above U+007F. */
function writeMixed(bytes: RawBytes, position: number, text: string, from: number): number {
  const length = text.length;
  let at = position;
  for (let index = from; index < length; index++) {
    let code = String.prototype.charCodeAt.call(text, index);
    if (code < 0x80) {
      bytes[at++] = code;
    } else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else {
      if (code >= 0xd800 && code < 0xe000) {
        const low =
          code < 0xdc00 && index + 1 < length ? String.prototype.charCodeAt.call(text, index + 1) : 0;
        if (low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          index++;
          bytes[at++] = 0xf0 | (code >> 18);
          bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
          bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
          bytes[at++] = 0x80 | (code & 0x3f);
          continue;
        }
        code = 0xfffd;
      }
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    }
  }
  return at;
}
