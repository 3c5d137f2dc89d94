import { type Duration, type Int16, udf } from '@sluice/sdk';

enum Level {
  Debug = 'debug',
  Info = 'info',
  Warning = 'warn',
  Error = 'error',
}

interface Entry {
  at: Date;
  level: Level;
  logger: string;
  message: string;
  status?: Int16 | undefined;
  took: Duration<'ms'> | null;
}

const LINE =
  /^(?<at>\S+) (?<level>[A-Z]+) \[(?<logger>[^\]]+)\] (?<message>.*?)(?: status=(?<status>\d+))?(?: took=(?<took>\d+)ms)?$/;
const levels = new Map<string, Level>([
  ['DEBUG', Level.Debug],
  ['INFO', Level.Info],
  ['WARN', Level.Warning],
  ['WARNING', Level.Warning],
  ['ERROR', Level.Error],
]);

/** A line of our services' logs; null where it is none, such as a line of a stack. */
export const parseLogLine = udf({ deterministic: true }, (line: string): Entry | null => {
  const { at, level, logger, message, status, took } = LINE.exec(line)?.groups ?? {};
  const known = levels.get(level ?? '');
  if (at === undefined || known === undefined || logger === undefined || message === undefined) return null;
  return {
    at: new Date(at),
    level: known,
    logger,
    message,
    status: status === undefined ? undefined : Number(status),
    took: took === undefined ? null : BigInt(took),
  };
});
