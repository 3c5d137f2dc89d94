/** So many frames are shown, and so many causes looked into. */
const MAX_FRAMES = 5;
const MAX_CAUSES = 5;

/** A frame whose place is relative to the package: the runtime's own and Node's are not. */
const AUTHORS = /^\s+at (?:.*[( ])?(?![/\\]|[A-Za-z][\w+.-]*:)[^\s()]+\.[cm]?[jt]sx?:\d+:\d+\)?$/;

/** The first place in the author's own code, `src/geo.ts:12:9`: in no dependency of theirs. */
export function authorPlace(error: unknown): string | undefined {
  return authorFrames(error)
    .split('\n')
    .map((frame) => frame.replace(/^.*[( ]/, '').replace(/\)$/, ''))
    .find((place) => place !== '' && !place.startsWith('node_modules/'));
}

/** The author's frames on the stack of an error, or else on that of its cause: each on a line of its own. */
export function authorFrames(error: unknown): string {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth++) {
    const frames = (current.stack ?? '').split('\n').filter((line) => AUTHORS.test(line));
    if (frames.length > 0) return frames.slice(0, MAX_FRAMES).join('\n');
    current = current.cause;
  }
  return '';
}
