import { fileURLToPath } from 'node:url';

/** How deep causes are looked into, and how many errors of an AggregateError. */
const MAX_DEPTH = 5;
const MAX_ERRORS = 8;

/** The folder of this package: what is mapped names its `src/`, what is not its `dist/`. */
const RUNTIME_URL = new URL('../../', import.meta.url).href;
const RUNTIME_PATH = fileURLToPath(RUNTIME_URL);

const FRAME = /^\s+at /;

/**
 * Reads stacks that were mapped to the author's TypeScript. Where the package is installed says nothing to its author, so
 * that its frames name `src/geo.ts:12:9`. A frame that no map explains stays as it is.
 */
export class AuthorFrames {
  readonly #packagePath: string;

  /** @param packageUrl the package's folder, with a slash at its end */
  constructor(packageUrl: string) {
    this.#packagePath = fileURLToPath(packageUrl);
  }

  /** A stack in which the package's frames are relative to it, without those of the runtime that called it. */
  shorten(stack: string): string {
    const lines: string[] = [];
    let ofPackage = false;
    for (const line of stack.split('\n')) {
      const place = FRAME.test(line) ? this.#placeIn(line) : undefined;
      if (place !== undefined) ofPackage = true;
      else if (ofPackage && FRAME.test(line) && isRuntime(line)) break;
      lines.push(place === undefined ? line : line.slice(0, place.start) + place.text + place.end);
    }
    return lines.join('\n');
  }

  /**
   * The first place in the author's own code on an error's stack, `src/geo.ts:12:9`; where it has none, as an error that
   * gathers others, on that of its cause or of one of its errors.
   */
  origin(error: unknown, depth = 0): string | undefined {
    if (!(error instanceof Error) || depth > MAX_DEPTH) return undefined;
    const { stack, cause } = error;
    if (typeof stack === 'string') {
      for (const line of stack.split('\n')) {
        const text = FRAME.test(line) ? this.#placeIn(line)?.text : undefined;
        if (text !== undefined && !text.startsWith('node_modules/')) return text;
      }
    }
    const [first] = errorsOf(error) ?? [];
    return this.origin(cause, depth + 1) ?? this.origin(first, depth + 1);
  }

  /** Shortens the stacks of an error, of its causes and of the errors that it gathers, in place. */
  shortenIn(error: unknown, depth = 0): void {
    if (!(error instanceof Error) || depth > MAX_DEPTH) return;
    const { stack, cause } = error;
    if (typeof stack === 'string') {
      Object.defineProperty(error, 'stack', {
        value: this.shorten(stack),
        configurable: true,
        writable: true,
      });
    }
    this.shortenIn(cause, depth + 1);
    for (const gathered of errorsOf(error) ?? []) this.shortenIn(gathered, depth + 1);
  }

  /** Mapped frames show paths, others URLs. */
  #placeIn(line: string): { start: number; text: string; end: string } | undefined {
    const start = line.indexOf(this.#packagePath);
    if (start < 0 || line.slice(0, start).endsWith('file://')) return undefined;
    const [rest, end] = line.endsWith(')') ? [line.slice(0, -1), ')'] : [line, ''];
    return { start, text: rest.slice(start + this.#packagePath.length).replaceAll('\\', '/'), end };
  }
}

/** The errors that an AggregateError gathers; undefined for any other. */
export function errorsOf(error: object): readonly unknown[] | undefined {
  const { errors } = error as { readonly errors?: unknown };
  return Array.isArray(errors) ? errors.slice(0, MAX_ERRORS) : undefined;
}

function isRuntime(line: string): boolean {
  return line.includes(RUNTIME_PATH) || line.includes(RUNTIME_URL);
}
