import { type ErrorCode, isSluiceError, SluiceError } from '@sluice/sdk';
import { type AuthorFrames, errorsOf } from './author-frames.ts';
import type { WireError } from './protocol.ts';

const MAX_CAUSES = 5;
const MAX_TEXT = 16_384;

/**
 * Any thrown value as plain data. Reading a hostile object's properties never throws here.
 *
 * @param frames shortens stacks. @default stacks as they are
 */
export function toWireError(
  value: unknown,
  code: ErrorCode,
  frames?: AuthorFrames,
  udf?: string,
  depth = 0,
): WireError {
  try {
    if (typeof value === 'object' && value !== null && 'message' in value) {
      const { name, message, stack, cause } = value as Partial<Error>;
      // The errors of errors of errors would be many: those that are gathered gather none themselves.
      const errors = depth < MAX_CAUSES ? errorsOf(value) : undefined;
      const own =
        'code' in value && (isSluiceError(value) || isValueErrorCode(value.code)) ? value.code : code;
      return {
        code: own as ErrorCode,
        name: clip(String(name ?? 'Error')),
        message: clip(String(message)),
        ...(typeof stack === 'string' ? { stack: clip(frames?.shorten(stack) ?? stack) } : {}),
        ...(udf === undefined ? {} : { udf }),
        ...(cause !== undefined && depth < MAX_CAUSES
          ? { cause: toWireError(cause, code, frames, undefined, depth + 1) }
          : {}),
        ...(errors === undefined
          ? {}
          : { errors: errors.map((error) => toWireError(error, code, frames, undefined, MAX_CAUSES)) }),
      };
    }
    return {
      code,
      name: 'Error',
      message: clip(`threw ${describe(value)}`),
      ...(udf === undefined ? {} : { udf }),
    };
  } catch {
    return {
      code,
      name: 'Error',
      message: 'threw an object that cannot be read',
      ...(udf === undefined ? {} : { udf }),
    };
  }
}

/** The column layer's own errors: it may not import the sdk, so they carry their code as plain data. */
function isValueErrorCode(code: unknown): boolean {
  return code === 'invalid-result' || code === 'invalid-argument';
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value) ?? 'an object';
  return String(value);
}

function clip(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}

/** The error that the host's caller sees. Its stack is the one of the thread where it happened. */
export function fromWireError(wire: WireError, prefix = ''): SluiceError {
  const error = new SluiceError(wire.code, `${prefix}${wire.message}`, {
    ...(wire.udf === undefined ? {} : { udf: wire.udf }),
    ...(wire.cause === undefined ? {} : { cause: fromWireError(wire.cause) }),
  });
  if (wire.errors !== undefined) {
    // As an AggregateError has them.
    const value = wire.errors.map((gathered) => fromWireError(gathered));
    Object.defineProperty(error, 'errors', { value, configurable: true, writable: true });
  }
  if (wire.stack !== undefined) {
    Object.defineProperty(error, 'stack', { value: prefix ? `${prefix}${wire.stack}` : wire.stack });
  }
  return error;
}
