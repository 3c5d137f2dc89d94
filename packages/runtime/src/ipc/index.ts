export type { SourceArray, SourceBatch, SourceField, SourceType } from '../layout/source.ts';
export { type IpcBatch, IpcDecoder } from './decoder.ts';
export { readIpcFile } from './file-reader.ts';
export { type Message, readMessage } from './message.ts';
export { freshMemory, OutputBuffer, type OutputMemory, PingPongMemory } from './output-memory.ts';
export type { SourceSchema } from './read-schema.ts';
export { IpcStreamReader } from './stream-reader.ts';
export { END_OF_STREAM, IpcStreamWriter, type WritableBatch } from './stream-writer.ts';
