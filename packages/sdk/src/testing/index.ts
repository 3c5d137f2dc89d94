export type { AggregateCheck, AggregateRun } from './aggregate-run.ts';
export type { Target, TestDriver, Tested, TestedKind } from './driver.ts';
export { testAggregate } from './test-aggregate.ts';
export { TestClock } from './test-clock.ts';
export type { InstanceOptions, Nullable, RowsOptions, TestOptions, TestOverrides } from './test-options.ts';
export type { TestCall, TestError, TestFailure, TestRow, TestRun } from './test-run.ts';
export { testBatch, testTable, testUdf, testVectorized } from './test-udf.ts';
export { UdfTest, VectorizedTest } from './udf-test.ts';
