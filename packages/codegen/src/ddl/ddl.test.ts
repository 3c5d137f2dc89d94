import type { UdfModel } from '@sluice/sdk/manifest';
import { expect, it } from 'vitest';
import { everyKind, everyType, typeEchoes } from '../testing/every-type.ts';
import { type Ddl, ddl } from './ddl.ts';
import type { DdlOptions } from './engine.ts';
import { engines } from './engines.ts';
import { engineNames } from './names.ts';

const pkg = { name: '@acme/my-udfs', version: '1.2.3' };
const flight = { url: 'grpc://udfs:8815' };

function section(title: string, { text, skipped }: Ddl, language: string): string {
  const lines = skipped.map(({ udf, reason }) => `- skipped ${udf}: ${reason}\n`).join('');
  return `## ${title}\n\n\`\`\`${language}\n${text}\`\`\`\n\n${lines}`;
}

it.each(engineNames)('declares every type and every kind to %s', async (engine) => {
  const { title, language } = engines[engine];
  const of = (models: ReturnType<typeof everyKind>, options?: DdlOptions): Ddl =>
    ddl(engine, models, pkg, options);
  const parts = [
    `# ${title}\n`,
    section('Every kind', of(everyKind()), language),
    section('Every type', of(everyType()), language),
    ...(engine === 'duckdb'
      ? [
          section('Every kind, over Flight', of(everyKind(), { url: 'https://udfs.example:443' }), language),
          section('Every type, over Flight', of(everyType(), flight), language),
        ]
      : []),
  ];
  await expect(parts.join('\n')).toMatchFileSnapshot(`./__snapshots__/${engine}.snap.md`);
});

it('offers for what an engine lacks types that it has', () => {
  const uses = [
    ...engineNames.map((engine) => ({ engine, options: {} })),
    { engine: 'duckdb', options: flight } as const,
  ];
  const offers = uses.map(({ engine, options }) => {
    const { skipped } = ddl(engine, everyType(), pkg, options);
    return skipped.flatMap(({ reason }) => /: declare it as (.*)$/.exec(reason)?.[1] ?? []);
  });
  const types = [...new Set(offers.flat())];
  const echoes = typeEchoes(Object.fromEntries(types.map((type, at) => [`instead_${at}`, type])));
  for (const [at, { engine, options }] of uses.entries()) {
    const offered = echoes.filter(({ name }) => offers[at]?.includes(types[Number(name.slice(8))] ?? ''));
    expect(offered.length, engine).toBeGreaterThan(2);
    expect(ddl(engine, offered, pkg, options).skipped, engine).toEqual([]);
  }
});

it('says where in a type that is which an engine lacks', () => {
  const models = typeEchoes({ f: '{ names: Map<string, { id: UInt64 }[]> }' });
  expect(ddl('risingwave', models, pkg)).toEqual({
    text: '',
    skipped: [
      {
        udf: 'f',
        reason:
          'RisingWave has no counterpart of UInt64, the type of parameter value, at .names[value][].id: ' +
          'declare it as Decimal<20, 0>',
      },
    ],
  });
});

it.each([
  ['grpc+tls://udfs:443', 'grpc+tls://udfs:443'],
  ['https://udfs/', 'grpc+tls://udfs'],
  ['http://10.0.0.1:8815', 'grpc://10.0.0.1:8815'],
])('writes the address %s in the scheme that the engine wants', (url, location) => {
  expect(ddl('duckdb', typeEchoes({ f: 'string' }), pkg, { url }).text).toContain(`LOCATION '${location}'`);
});

it('escapes what it writes', () => {
  const [model] = typeEchoes({ f: 'string' });
  const described = [{ ...(model as UdfModel), description: 'a < b -- & "c"\nand --> d' }];
  const { text } = ddl('clickhouse', described, pkg, { command: 'node a.mjs > b && c' });
  expect(text).toContain('<!-- a < b - & "c"\nand -> d -->'.replace('\nand', '\n    and'));
  expect(text).toContain('<command>exec node a.mjs &gt; b &amp;&amp; c @acme/my-udfs f</command>');
  expect(ddl('risingwave', described, pkg).text).toContain('-- a < b -- & "c"\n-- and --> d\nCREATE');
});
