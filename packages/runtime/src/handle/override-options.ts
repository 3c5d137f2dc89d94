import { SluiceError, type UdfOptions } from '@sluice/sdk';
import { type ResolvedOptions, resolveOptions, type UdfModel, writtenOptions } from '@sluice/sdk/manifest';

/** Rows of the window for each call in flight, where the author chose neither: as `resolveOptions` has it. */
const WINDOW_ROWS_PER_CALL = 64;

/**
 * The function's options with a handle's over them, checked by the same rules as at build time.
 *
 * @throws SluiceError `invalid-options`
 */
export function overrideOptions(udf: UdfModel, overrides: Partial<UdfOptions>): ResolvedOptions {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  if (given.length === 0) return udf.options;
  const { windowRows, windowBytes, maxInFlight } = udf.options;
  const written = writtenOptions(udf.options);
  // A window that was not chosen follows maxInFlight, as it would have at build time.
  if (overrides.maxInFlight !== undefined && windowRows === WINDOW_ROWS_PER_CALL * maxInFlight) {
    written['window'] = { bytes: windowBytes };
  }
  const { options, problems } = resolveOptions({ ...written, ...Object.fromEntries(given) });
  if (problems.length === 0) return options;
  const message = `${udf.name}: ${problems.map((problem) => problem.message).join('; ')}`;
  throw new SluiceError('invalid-options', message, { udf: udf.name });
}

/** @throws SluiceError `invalid-options` when the function is no table function, or the value is no choice */
export function checkInputOption({ name, kind }: UdfModel, input: unknown): void {
  if (kind !== 'table') {
    throw new SluiceError('invalid-options', `${name}: \`input\` is for table functions: leave it out`, {
      udf: name,
    });
  }
  if (input !== 'repeat' && input !== 'omit') {
    throw new SluiceError(
      'invalid-options',
      `${name}: \`input\` is 'repeat' or 'omit', not ${String(input)}`,
      {
        udf: name,
      },
    );
  }
}
