import * as flechette from '@uwdata/flechette';
import * as arrow from 'apache-arrow';
import { texts } from '../data.mjs';
import { byHand, dictionaryOf, large, plain, runEnds, views } from '../sources.mjs';
import { binary, dictionary, utf8 } from '../types.mjs';

const bytesOf = (values) => values.map((text) => new Uint8Array(Buffer.from(text)));
/** Each value in so many rows on end. */
const repeated = (rows, times) => {
  const distinct = texts(Math.ceil(rows / times), 1);
  return Array.from({ length: rows }, (_, row) => distinct[Math.floor(row / times)]);
};

const utf8Field = { name: 'text', type: { kind: 'utf8' }, nullable: false };
const binaryField = { name: 'bytes', type: { kind: 'binary' }, nullable: false };

/**
 * Layouts that adapters do not see: the layer under them brings them to the one that they do. `type` is what the
 * libraries call the layout, `result` what they are to build of it.
 */
export const imports = {
  'utf8, 32-bit offsets': {
    field: utf8Field,
    values: (rows) => texts(rows, 1),
    source: plain,
    byHand: byHand.plain,
    type: utf8,
    result: utf8,
  },
  large_utf8: {
    field: utf8Field,
    values: (rows) => texts(rows, 1),
    source: large,
    byHand: byHand.large,
    type: { arrow: new arrow.LargeUtf8(), flechette: flechette.largeUtf8() },
    result: utf8,
  },
  'utf8_view, short': {
    field: utf8Field,
    values: (rows) => texts(rows, 1),
    source: views,
    byHand: byHand.views,
    type: { arrow: new arrow.Utf8View() },
    result: utf8,
  },
  'utf8_view, long': {
    field: utf8Field,
    values: (rows) => texts(rows, 1, 'long'),
    source: views,
    byHand: byHand.views,
    type: { arrow: new arrow.Utf8View() },
    result: utf8,
  },
  'binary_view, short': {
    field: binaryField,
    values: (rows) => bytesOf(texts(rows, 1)),
    source: views,
    byHand: byHand.views,
    type: { arrow: new arrow.BinaryView() },
    result: binary,
  },
  'run-end encoded utf8, 8 rows a run': {
    field: utf8Field,
    values: (rows) => repeated(rows, 8),
    source: runEnds,
    byHand: byHand.runEnds,
    type: { flechette: flechette.runEndEncoded(flechette.int32(), flechette.utf8()) },
    result: utf8,
  },
  'dictionary<utf8>, 1000 distinct': {
    field: utf8Field,
    values: (rows) => texts(rows, 1, 'repeated'),
    source: dictionaryOf,
    byHand: byHand.dictionary,
    type: dictionary,
    result: utf8,
  },
};
