import { type UdfContext, udf } from '@sluice/sdk';

export const words = udf({ deterministic: true }, function* (text: string): Generator<string> {
  yield* text.match(/\p{L}+/gu) ?? [];
});

export class Repository {
  @udf({ async: true, ordered: true, timeout: '30s' })
  static async *commits(name: string, { signal }: UdfContext): AsyncGenerator<{ sha: string; at: Date }> {
    for (let page = 1; ; page++) {
      const response = await fetch(`https://git.example/${name}/commits?page=${page}`, { signal });
      const commits = (await response.json()) as { sha: string; at: string }[];
      if (commits.length === 0) return;
      for (const { sha, at } of commits) yield { sha, at: new Date(at) };
    }
  }
}
