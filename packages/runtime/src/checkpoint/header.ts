import { formatNested, type UdfModel } from '@sluice/sdk/manifest';
import type { WatermarkValue } from '../handle/watermark.ts';
import type { SavedStream } from './saved.ts';
import { CHECKPOINT_VERSION, HEADER_KEY, invalidCheckpoint } from './seal.ts';

/** What a checkpoint says of itself beside its batches. */
export interface Header {
  readonly udf: string;
  readonly signature: string;
  readonly streamId: string;
  readonly position: number;
  readonly entries: readonly HeaderEntry[];
}

/** A batch, whose rows are the next record batch of the Arrow stream, or a watermark. */
export type HeaderEntry =
  | { readonly kind: 'batch'; readonly id: string }
  | { readonly kind: 'watermark'; readonly value: WatermarkValue };

/** `price(id: Int64, currency: Utf8?) -> Float64?` */
export function signatureOf({ name, parameters, result }: UdfModel): string {
  const given = parameters.map((parameter) => `${parameter.name}: ${formatNested(parameter)}`);
  return `${name}(${given.join(', ')}) -> ${formatNested(result)}`;
}

/** JSON has no bigint, and no number that is not finite or is -0: both are kept as text beside their type's name. */
type WrittenMark = string | null | { readonly bigint: string } | { readonly number: string };

type WrittenEntry = { readonly batch: string } | { readonly watermark: WrittenMark };

interface WrittenHeader {
  readonly version: number;
  readonly udf: string;
  readonly signature: string;
  readonly stream: string;
  readonly position: number;
  readonly entries: readonly WrittenEntry[];
}

/** The header as it stands in the schema's metadata. */
export function writeHeader(udf: UdfModel, { streamId, position, entries }: SavedStream): string {
  const header: WrittenHeader = {
    version: CHECKPOINT_VERSION,
    udf: udf.name,
    signature: signatureOf(udf),
    stream: streamId,
    position,
    entries: entries.map((entry) =>
      entry.kind === 'batch' ? { batch: entry.id } : { watermark: writeMark(entry.value) },
    ),
  };
  return JSON.stringify(header);
}

function writeMark(value: WatermarkValue): WrittenMark {
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (typeof value === 'number') return { number: Object.is(value, -0) ? '-0' : String(value) };
  return value;
}

/** @throws SluiceError `checkpoint-invalid` when there is none, of another version, or not as `writeHeader` writes it */
export function readHeader(metadata: ReadonlyMap<string, string>, udf: string | undefined): Header {
  const text = metadata.get(HEADER_KEY);
  if (text === undefined) throw malformed(udf, `its schema has no metadata '${HEADER_KEY}'`);
  let header: WrittenHeader;
  try {
    header = JSON.parse(text) as WrittenHeader; // checked below
  } catch (cause) {
    throw malformed(udf, `its metadata '${HEADER_KEY}' is not JSON`, cause);
  }
  if (header?.version !== CHECKPOINT_VERSION) {
    throw malformed(udf, `its metadata is of version ${header?.version}`);
  }
  const { stream, position, entries } = header;
  if (
    typeof header.udf !== 'string' ||
    typeof header.signature !== 'string' ||
    typeof stream !== 'string' ||
    !Number.isSafeInteger(position) ||
    !Array.isArray(entries)
  ) {
    throw malformed(udf, `its metadata '${HEADER_KEY}' lacks a part`);
  }
  return {
    udf: header.udf,
    signature: header.signature,
    streamId: stream,
    position,
    entries: entries.map((entry: WrittenEntry, at) => readEntry(entry, at, udf)),
  };
}

function readEntry(entry: WrittenEntry | null, at: number, udf: string | undefined): HeaderEntry {
  if (typeof entry === 'object' && entry !== null) {
    if ('batch' in entry && typeof entry.batch === 'string') return { kind: 'batch', id: entry.batch };
    if ('watermark' in entry) {
      const mark = entry.watermark;
      if (mark === null || typeof mark === 'string') return { kind: 'watermark', value: mark };
      if ('bigint' in mark) return { kind: 'watermark', value: BigInt(mark.bigint) };
      if ('number' in mark) return { kind: 'watermark', value: Number(mark.number) };
    }
  }
  throw malformed(udf, `entry ${at} of its metadata is neither a batch nor a watermark`);
}

/**
 * The error for a checkpoint whose checksum is right and whose contents are not: something else than Sluice wrote it.
 */
export function malformed(udf: string | undefined, what: string, cause?: unknown): Error {
  return invalidCheckpoint(
    udf,
    `the checkpoint is whole, but not as this release writes one: ${what}. ` +
      'Give the bytes that `checkpoint()` gave, unchanged',
    cause,
  );
}

/** @throws SluiceError `checkpoint-invalid` when the checkpoint is of another function, or of an earlier form of it */
export function checkFunction(udf: UdfModel, header: Header): void {
  if (header.udf !== udf.name) {
    throw invalidCheckpoint(
      udf.name,
      `the checkpoint is of the function '${header.udf}', not of '${udf.name}': restore it with '${header.udf}'`,
    );
  }
  const signature = signatureOf(udf);
  if (header.signature !== signature) {
    throw invalidCheckpoint(
      udf.name,
      `the checkpoint was written when the function was ${header.signature}, and now it is ${signature}: ` +
        'restore it with the bundle that wrote it, let that finish, and change the function then',
    );
  }
}
