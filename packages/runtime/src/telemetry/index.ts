export { type Instrumentation, type InstrumentOptions, instrument } from './instrument.ts';
export type { Observed } from './observed.ts';
