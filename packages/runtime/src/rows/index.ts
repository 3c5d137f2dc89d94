export {
  type BatchColumn,
  buildBatch,
  type CellError,
  joinColumns,
  type ReadCell,
  readColumn,
  takeRows,
} from './rows.ts';
export { fieldOf, fitsField } from './source-field.ts';
