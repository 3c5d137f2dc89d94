import { expect, it } from 'vitest';
import { findSecret } from './secrets.ts';

const problemOf = (path: string, text = '') => findSecret(path, Buffer.from(text))?.problem;

it.each([
  '.env',
  '.env.production',
  'config/.env.local',
  'certs/server.key',
  'id_ed25519',
  '.netrc',
  'a/store.p12',
  'service-account.json',
])('knows %s by its name', (path) => {
  expect(problemOf(path)).toMatch(/^is /);
});

it.each(['.env.example', 'src/env.ts', 'src/keys.ts', 'README.md', 'monkey.json', 'ca.pem'])(
  'lets %s pass',
  (path) => {
    expect(problemOf(path, '-----BEGIN CERTIFICATE-----\nMIIB\n')).toBeUndefined();
  },
);

// Put together here, so that no scanner takes this file for one that holds secrets.
const join = (...parts: string[]) => parts.join('');

it.each([
  ['a private key', join('-----BEGIN RSA ', 'PRIVATE KEY-----')],
  ['a private key', join('-----BEGIN ', 'PRIVATE KEY-----')],
  ['a credential of npm', join('//registry.npmjs.org/:_auth', 'Token=0123456789abcdef')],
  ['a token of npm', join('npm', '_', 'a'.repeat(36))],
  ['a token of GitHub', join('ghp', '_', 'a'.repeat(36))],
  ['a token of GitHub', join('github', '_pat_', 'a'.repeat(70))],
  ['a token of GitLab', join('glpat', '-', 'a'.repeat(20))],
  ['an access key of AWS', join('AKIA', 'ABCDEFGHIJKLMNOP')],
  ['a key of Google', join('AIza', 'a'.repeat(35))],
  ['a token of Slack', join('xoxb', '-123456-', 'a'.repeat(24))],
  ['a key of Stripe', join('sk_', 'live_', 'a'.repeat(24))],
  ['a key of a model service', join('sk-', 'ant-', 'a'.repeat(40))],
  ['a token of Hugging Face', join('hf', '_', 'a'.repeat(34))],
])('finds %s, names the line and not the secret', (what, secret) => {
  const found = problemOf('dist/udfs.mjs', `// 1\n// 2\nconst key = "${secret}";\n`);
  expect(found).toBe(`holds what looks like ${what} in line 3`);
});

it('finds a secret that lies across the pieces in which a large file is read', () => {
  const secret = join('ghp', '_', 'a'.repeat(36));
  const before = 2 ** 24 - 10;
  const bytes = Buffer.concat([Buffer.alloc(before, '\n'), Buffer.from(`${secret}\n`)]);
  expect(findSecret('data.bin', bytes)?.problem).toBe(
    `holds what looks like a token of GitHub in line ${before + 1}`,
  );
});

it.each([
  'const token = process.env.NPM_TOKEN; // npm_config_registry',
  join('//registry.npmjs.org/:_authToken=$', '{NPM_TOKEN}'),
  'AKIAIOSFODNN7EXAMPLE',
  'the task-proj-x, sk-ant-short',
])('takes %j for no secret', (text) => {
  expect(problemOf('src/index.ts', text)).toBeUndefined();
});
