import { f64 } from './f64.mjs';
import { utf8Concat } from './utf8-concat.mjs';

/** The functions that are measured from IPC bytes to IPC bytes. */
export const ipcFunctions = { f64, 'utf8-concat': utf8Concat };

/** Over batches of so many rows. */
export const ipcSizes = [1, 16, 100, 2048, 65_536];

/** What a batch may cost beside its rows, and how many times as long apache-arrow takes for one of one row. */
export const ipcTargets = { microsecondsPerBatch: 0.5, arrow: 100 };
