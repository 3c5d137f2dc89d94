/**
 * The known name that the author most likely meant: the same but for case and punctuation, or at most two edits away
 * (one, for names under five letters); undefined when none is near.
 */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const letters = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const target = letters(written);
  if (target.length > 40) return undefined;
  let nearest: string | undefined;
  let fewest = target.length < 5 ? 2 : 3;
  for (const name of known) {
    const edits = editDistance(target, letters(name));
    if (edits < fewest) {
      nearest = name;
      fewest = edits;
    }
  }
  return nearest;
}

/** Levenshtein distance: the insertions, deletions and substitutions that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const current = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const substituted = (previous[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      current.push(Math.min(substituted, (previous[j + 1] ?? 0) + 1, (current[j] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
