import { type Int32, udf } from '@sluice/sdk';

/** One request, as a web server wrote it down. */
interface Request {
  host: string;
  at: Date;
  method: string;
  path: string;
  status: Int32;
  bytes: bigint | null;
}

const commonLog =
  /^(\S+) \S+ \S+ \[(\d+)\/(\w+)\/(\d+):([\d:]+) ([+-]\d\d)(\d\d)\] "(\S+) (\S+)[^"]*" (\d{3}) (\d+|-)/;

/** A line of an access log in the Common Log Format, or null where it is none. */
export const accessLog = udf({ deterministic: true }, (line: string): Request | null => {
  const match = commonLog.exec(line);
  if (match === null) return null;
  const [, host = '', day, month, year, time, hours, minutes, method = '', path = '', status, bytes] = match;
  return {
    host,
    at: new Date(`${day} ${month} ${year} ${time} ${hours}${minutes}`),
    method,
    path,
    status: Number(status),
    bytes: bytes === undefined || bytes === '-' ? null : BigInt(bytes),
  };
});

/** The host of a URL without `www.`, or null where the text is no URL. */
export const hostname = udf({ deterministic: true }, (url: string): string | null =>
  URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : null,
);
