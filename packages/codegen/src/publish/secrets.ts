import { posix } from 'node:path';

/** Why a file looks like one that holds a secret: words that follow its name. */
export interface FoundSecret {
  readonly problem: string;
  /** What to do beside leaving the file out. */
  readonly edit: string;
}

/** What files of secrets are called, whatever they hold. `.env.example` and the like are made to be read. */
const names: readonly (readonly [RegExp, string])[] = [
  [/^\.env(\.(?!example$|sample$|template$|defaults$|dist$)[\w.-]+)?$/, 'is a file of environment variables'],
  [/^\.(npmrc|yarnrc|netrc|git-credentials|pypirc|pgpass|htpasswd|dockercfg)$/, 'is a file of credentials'],
  [/^id_(rsa|dsa|ecdsa|ed25519)$/, 'is a private key'],
  [/\.(key|p12|pfx|jks|keystore|ppk|kdbx)$/i, 'is a private key or a store of keys'],
  [/^(client_secret|service-?account|credentials)[\w.-]*\.json$/i, 'is a file of credentials'],
];

/** What secrets look like inside of a file. Only forms that nothing else has. */
const contents: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/, 'a private key'],
  [/_(?:authToken|auth|password)\s*=\s*["']?(?!\$\{|["'\s])[\w+/=-]{8,}/, 'a credential of npm'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'a token of npm'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/, 'a token of GitHub'],
  [/\bgithub_pat_[A-Za-z0-9_]{60,}\b/, 'a token of GitHub'],
  [/\bglpat-[\w-]{20,}/, 'a token of GitLab'],
  [/\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE\b)[A-Z0-9]{16}\b/, 'an access key of AWS'],
  [/\bAIza[\w-]{35}(?![\w-])/, 'a key of Google'],
  [/\bxox[abeoprs]-\d+-[\w-]{20,}/, 'a token of Slack'],
  [/\b[rs]k_live_[A-Za-z0-9]{20,}\b/, 'a key of Stripe'],
  [/\bsk-(?:ant|proj|svcacct)-[\w-]{32,}/, 'a key of a model service'],
  [/\bhf_[A-Za-z0-9]{34}\b/, 'a token of Hugging Face'],
];

/** Whether a file looks like one that holds a secret. The secret itself is in no message. */
export function findSecret(path: string, bytes: Buffer): FoundSecret | undefined {
  const name = posix.basename(path);
  const named = names.find(([pattern]) => pattern.test(name));
  if (named !== undefined) return { problem: named[1], edit: 'leave it out' };
  // By byte: a file that is no text may hold one too. In pieces: a text of V8 has at most half a gigabyte.
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    const piece = bytes.toString('latin1', start, start + PIECE_BYTES + OVERLAP_BYTES);
    for (const [pattern, what] of contents) {
      const match = pattern.exec(piece);
      if (match === null) continue;
      const where = path.endsWith('.map') ? '' : ` in line ${lineAt(bytes, start + match.index)}`;
      return {
        problem: `holds what looks like ${what}${where}`,
        edit: 'read it from the environment instead, build again, and revoke it if it was ever published',
      };
    }
  }
  return undefined;
}

const PIECE_BYTES = 2 ** 24;

/** More than the longest of the patterns needs to be told. */
const OVERLAP_BYTES = 4096;

function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}
