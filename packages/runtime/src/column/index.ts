export type * from './abi.ts';
