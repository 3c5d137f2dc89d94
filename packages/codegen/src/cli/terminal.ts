/** What a command needs of the process that it runs in. */
export interface Terminal {
  /** Data: what another program may read. */
  stdout(text: string): void;
  /** Talk: diagnostics and summaries. */
  stderr(text: string): void;
  /** Whether talk may have colours. */
  readonly colour: boolean;
  /** Whether somebody watches the talk, so that it may be written over. @default false */
  readonly live?: boolean;
  /**
   * Calls back once when the process is asked to end, which until then ends it at once. Returns what takes that back.
   * Where it is not given nothing asks.
   */
  readonly onInterrupt?: (listener: () => void) => () => void;
  /** Whether a command that this one runs may have the streams of the process itself, to ask for a password. @default false */
  readonly lendsStreams?: boolean;
  /** The folder that relative paths are relative to. */
  readonly workingDirectory: string;
  /**
   * Asks whoever sits at the terminal, and gives the line that they type; undefined where they type none and leave.
   * Absent where nobody sits there: then nothing may be asked.
   */
  readonly ask?: (question: string) => Promise<string | undefined>;
  /** What comes in. Absent where nothing does. */
  readonly stdin?: {
    readonly isTerminal: boolean;
    readonly bytes: AsyncIterable<Uint8Array>;
  };
  /** Whether somebody reads the data. @default false */
  readonly stdoutIsTerminal?: boolean;
  /**
   * Data, as bytes or text. Resolves when more may come; rejects with `ReaderGone` when nobody takes it any more.
   * @default `stdout`, which takes text only
   */
  readonly write?: (data: Uint8Array | string) => Promise<void>;
}

/** Whoever read the data has left, as `head` does: nothing is wrong, and nothing more is to be done. */
export class ReaderGone extends Error {}

/** Exit codes of every command. */
export const exitCode = {
  ok: 0,
  /** Something in the author's package is wrong. */
  diagnostics: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Something in Sluice is wrong. */
  bug: 70,
  /** The user has left, as after SIGINT. */
  cancelled: 130,
} as const;
