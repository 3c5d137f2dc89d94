/** The colours of talk. */
export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim';

const codes: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
};

/** Paints text, where colours are wanted. */
export function painter(enabled: boolean): (colour: Colour, text: string) => string {
  if (!enabled) return (_, text) => text;
  return (colour, text) => `\u001b[${codes[colour][0]}m${text}\u001b[${codes[colour][1]}m`;
}
