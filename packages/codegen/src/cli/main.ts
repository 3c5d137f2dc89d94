#!/usr/bin/env node
import { wantsColour } from '../diagnostics/format.ts';
import { askOnTerminal } from './ask.ts';
import { dataWriter } from './data-writer.ts';
import { run } from './run.ts';

const writeData = dataWriter(process.stdout);
let stdinIsOpen = false;

// Set, not exited with: what was written to a pipe must still get through.
process.exitCode = await run(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  colour: wantsColour(process.stderr, process.env),
  live: process.stderr.isTTY === true && !process.env['CI'] && process.env['TERM'] !== 'dumb',
  onInterrupt(listener) {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    for (const signal of signals) process.once(signal, listener);
    return () => {
      for (const signal of signals) process.off(signal, listener);
    };
  },
  lendsStreams: true,
  workingDirectory: process.cwd(),
  // Asked for only where it is read: to touch the standard input opens it.
  get stdin() {
    stdinIsOpen = true;
    return { isTerminal: process.stdin.isTTY === true, bytes: process.stdin };
  },
  stdoutIsTerminal: process.stdout.isTTY === true,
  write: writeData,
  ...(process.stdin.isTTY && process.stderr.isTTY && !process.env['CI'] ? { ask: askOnTerminal } : {}),
});

// A command that is done with it, or was interrupted, waits for nothing more that comes in.
if (stdinIsOpen) process.stdin.destroy();
