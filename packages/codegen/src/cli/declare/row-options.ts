import { InvalidArgumentError } from 'commander';

/** An option that may be given several times. */
export function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** What is between the cells of CSV. */
export function parseDelimiter(text: string): string {
  const delimiter = text === '\\t' ? '\t' : text;
  if ([...delimiter].length !== 1 || /["\r\n]/.test(delimiter)) {
    throw new InvalidArgumentError('It must be one character, such as ; or \\t.');
  }
  return delimiter;
}
