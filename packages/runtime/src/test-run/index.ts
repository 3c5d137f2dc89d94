import { getUdfMetadata } from '@sluice/sdk';
import { toSqlName } from '@sluice/sdk/manifest';
import type { TestDriver } from '@sluice/sdk/testing';
import { aggregateRun } from './aggregate-run.ts';
import { drive } from './drive.ts';
import { RowsTest } from './rows-test.ts';

/** What `@sluice/sdk/testing` runs functions with. */
export const driver: TestDriver = {
  test: (target, clock, options) => new RowsTest(target, clock, options),
  aggregate: (owner, rows, clock, check) => {
    const udf = getUdfMetadata(owner)?.name ?? toSqlName(owner.name);
    const describe = (): string => `${udf} waits for its instance`;
    return drive({ clock, epochMs: Date.UTC(2020, 0, 1), limitMs: 86_400_000, describe }, () =>
      aggregateRun(owner, udf, rows, check),
    );
  },
};
