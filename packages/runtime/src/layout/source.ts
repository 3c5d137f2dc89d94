import type { IntervalUnit, TimeUnit } from '@sluice/sdk/manifest';

/**
 * Arrow arrays as their producer laid them out, whoever it was: `apache-arrow` in memory, or bytes of an IPC message.
 * What a function reads is made of them (`Column`); what it does not read passes through as it is.
 */

/** An Arrow type as the wire has it (format/Schema.fbs). */
export type SourceType =
  | { readonly kind: 'null' | 'bool' }
  | { readonly kind: 'int'; readonly bitWidth: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly kind: 'float'; readonly bitWidth: 16 | 32 | 64 }
  | { readonly kind: 'utf8' | 'binary'; readonly layout?: 'large' | 'view' }
  | { readonly kind: 'fixed-binary'; readonly byteWidth: number }
  | {
      readonly kind: 'decimal';
      readonly bitWidth: 32 | 64 | 128 | 256;
      readonly precision: number;
      readonly scale: number;
    }
  | { readonly kind: 'date'; readonly bitWidth: 32 | 64 }
  | { readonly kind: 'time' | 'duration'; readonly unit: TimeUnit }
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit; readonly timezone: string | null }
  | { readonly kind: 'interval'; readonly unit: IntervalUnit }
  | {
      readonly kind: 'list';
      readonly element: SourceField;
      /** `view` and `large-view`: ListView and LargeListView, whose lists lie anywhere among the elements. */
      readonly layout?: 'large' | 'view' | 'large-view';
    }
  | { readonly kind: 'fixed-list'; readonly size: number; readonly element: SourceField }
  | { readonly kind: 'struct'; readonly fields: readonly SourceField[] }
  /** `entries` is a struct of key and value. */
  | { readonly kind: 'map'; readonly entries: SourceField; readonly keysSorted: boolean }
  | {
      readonly kind: 'union';
      readonly mode: 'dense' | 'sparse';
      /** The id of each field in `typeIds` of the array. */
      readonly typeIds: readonly number[];
      readonly fields: readonly SourceField[];
    }
  | {
      readonly kind: 'dictionary';
      readonly index: { readonly bitWidth: 8 | 16 | 32 | 64; readonly signed: boolean };
      readonly value: SourceType;
      readonly ordered: boolean;
      /** By which batches of the stream name the dictionary. */
      readonly id: bigint;
    }
  | { readonly kind: 'run-end'; readonly bitWidth: 16 | 32 | 64; readonly value: SourceField }
  /** One that Sluice cannot read: a type that came later. */
  | { readonly kind: 'unknown'; readonly name: string };

/** A column, member or element of the wire, with its metadata: extension types are named there. */
export interface SourceField {
  readonly name: string;
  readonly type: SourceType;
  readonly nullable: boolean;
  readonly metadata: ReadonlyMap<string, string>;
}

/** One array. Row 0 is at index 0 of every buffer but the bitmaps, where it is bit `bitOffset`. */
export interface SourceArray {
  readonly type: SourceType;
  readonly length: number;
  /** -1 where it is not known. */
  readonly nullCount: number;
  /** Undefined where no row is null. */
  readonly validity: Uint8Array | undefined;
  /** Of `validity`, and of the values of a Bool. */
  readonly bitOffset: number;
  /** Fixed-width values, dictionary indices, the bitmap of Bool, the bytes of text, or 16 bytes a view. */
  readonly values: ArrayBufferView | undefined;
  /** `length + 1` of them; of a dense union and of list views, `length` positions in the children. */
  readonly offsets: Int32Array | BigInt64Array | undefined;
  /** Of list views: how many elements each has. */
  readonly sizes: Int32Array | BigInt64Array | undefined;
  /** Of a union. */
  readonly typeIds: Int8Array | undefined;
  /** What views point into. */
  readonly variadic: readonly Uint8Array[];
  /** Undefined where the producer left out what no row needs. Of run ends: the ends, and the values. */
  readonly children: readonly (SourceArray | undefined)[];
  /** The dictionary's values, in several arrays where it grew by deltas. */
  readonly dictionary: readonly SourceArray[] | undefined;
}

/** A record batch. */
export interface SourceBatch {
  readonly fields: readonly SourceField[];
  readonly metadata: ReadonlyMap<string, string>;
  readonly length: number;
  readonly columns: readonly SourceArray[];
}
