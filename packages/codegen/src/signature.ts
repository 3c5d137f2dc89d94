import {
  type ArrowField,
  formatNested,
  type ResolvedOptions,
  resolveOptions,
  type UdfModel,
} from '@sluice/sdk/manifest';

/** A function as SQL sees it: `city(ip: Utf8) -> Utf8?`. A trailing `?` marks what may be null. */
export function formatSignature({ name, parameters, result }: UdfModel): string {
  const columns = parameters.map((field: ArrowField) => `${field.name}: ${formatNested(field)}`);
  return `${name}(${columns.join(', ')}) -> ${formatNested(result)}`;
}

/** The options that are not the defaults: `async, ordered, maxInFlight: 500, timeout: 2s`; empty without any. */
export function formatOptions(options: ResolvedOptions): string {
  const defaults = resolveOptions({ async: options.async, maxInFlight: options.maxInFlight }).options;
  return [
    options.async ? 'async' : '',
    options.ordered ? 'ordered' : '',
    options.maxInFlight === resolveOptions(undefined).options.maxInFlight
      ? ''
      : `maxInFlight: ${options.maxInFlight}`,
    options.windowRows === defaults.windowRows ? '' : `window.rows: ${options.windowRows}`,
    options.windowBytes === defaults.windowBytes ? '' : `window.bytes: ${options.windowBytes}`,
    options.timeoutMs === defaults.timeoutMs ? '' : `timeout: ${formatMs(options.timeoutMs)}`,
    options.onError === defaults.onError ? '' : `onError: ${options.onError}`,
    options.deterministic ? 'deterministic' : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
}

function formatMs(ms: number): string {
  return ms >= 1000 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
