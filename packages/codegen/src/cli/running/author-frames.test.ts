import { expect, it } from 'vitest';
import { authorFrames, authorPlace } from './author-frames.ts';

const withStack = (frames: readonly string[], cause?: unknown): Error =>
  Object.defineProperty(new Error('no', { cause }), 'stack', {
    value: `Error: no\n${frames.map((frame) => `    at ${frame}`).join('\n')}`,
  });

it('shows frames of the package, and neither those of Node nor of what is installed elsewhere', () => {
  const error = withStack([
    'Immediate.<anonymous> (src/geo.ts:37:13)',
    'src/deep.ts:3:9',
    'async Function.city (src/geo.ts:5:7)',
    'parse (node_modules/dep@2.0.0/index.js:3:9)',
    'process.processImmediate (node:internal/timers:483:21)',
    'Worker.<anonymous> (file:///app/worker/host.js:73:28)',
    'run (/app/node_modules/a/b.js:1:1)',
    'run (C:\\app\\b.js:1:1)',
  ]);

  expect(authorFrames(error).split('\n')).toEqual([
    '    at Immediate.<anonymous> (src/geo.ts:37:13)',
    '    at src/deep.ts:3:9',
    '    at async Function.city (src/geo.ts:5:7)',
    '    at parse (node_modules/dep@2.0.0/index.js:3:9)',
  ]);
});

it('looks at causes where an error itself says nothing of the package', () => {
  const cause = withStack(['Geo.open (src/geo.ts:8:11)']);

  expect(authorFrames(withStack(['load (/app/load.js:1:1)'], cause))).toBe(
    '    at Geo.open (src/geo.ts:8:11)',
  );
  expect(authorFrames(new Error('no', { cause: 'text' }))).toBe('');
  expect(authorFrames('text')).toBe('');
});

it("finds the first place in the author's own code", () => {
  const inDependency = [
    'parse (node_modules/dep@2.0.0/index.js:3:9)',
    'async Function.city (src/geo.ts:5:7)',
  ];

  expect(authorPlace(withStack(inDependency))).toBe('src/geo.ts:5:7');
  expect(authorPlace(withStack(['src/deep.ts:3:9']))).toBe('src/deep.ts:3:9');
  expect(authorPlace(new Error('no'))).toBe(undefined);
});
