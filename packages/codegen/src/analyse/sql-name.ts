export { toSqlName } from '@sluice/sdk/manifest';

/** What engines agree on as a function's name, as the option `name` must be too: at most 63 characters. */
export function isSqlName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name);
}
