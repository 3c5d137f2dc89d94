import { SluiceError } from '@sluice/sdk';

/** The error for bytes that are not an Arrow IPC stream, or one that was cut or altered on its way. */
export function damaged(what: string): SluiceError {
  return new SluiceError(
    'invalid-argument',
    `the Arrow IPC bytes are truncated or damaged: ${what}. Read or write the stream again`,
  );
}

/** The error for what is sound, and not supported. */
export function unsupported(what: string): SluiceError {
  return new SluiceError('invalid-argument', `the Arrow IPC stream ${what}`);
}

/**
 * A failed access of a `DataView`, which checks every one, as the reader's error: its position came from the metadata.
 * Any other error as it is.
 */
export function outside(error: unknown): unknown {
  return error instanceof RangeError ? damaged('its metadata points outside itself') : error;
}
