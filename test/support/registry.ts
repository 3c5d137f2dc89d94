import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runServer } from 'verdaccio';

const workspace = fileURLToPath(new URL('../../', import.meta.url));

/** What a command ended with. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A registry of its own on loopback: verdaccio, without an uplink, so that what it has is what was published to it. Its
 * user is logged in wherever `npmrc` lies; npm's cache is its own too.
 */
export class Registry implements AsyncDisposable {
  readonly url: string;
  /** An empty folder outside of the workspace, gone with the registry. */
  readonly folder: string;
  readonly #server: Server;
  #token = '';

  private constructor(folder: string, server: Server) {
    this.folder = folder;
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  static async open(): Promise<Registry> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-registry-')));
    const everyone = { access: '$all', publish: '$authenticated' };
    const server = (await runServer({
      configPath: join(folder, 'config.yaml'),
      self_path: join(folder, 'config.yaml'),
      storage: join(folder, 'storage'),
      auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: 10 } },
      uplinks: {},
      packages: { '@*/*': everyone, '**': everyone },
      web: { enable: false },
      log: { type: 'stdout', format: 'json', level: 'fatal' },
      max_body_size: '100mb',
    } as never)) as Server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const registry = new Registry(folder, server);
    await registry.#logIn();
    return registry;
  }

  async #logIn(): Promise<void> {
    const response = await fetch(`${this.url}-/user/org.couchdb.user:author`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'author', password: 'only-on-loopback' }),
    });
    const { token } = (await response.json()) as { token?: string };
    if (token === undefined) throw new Error(`verdaccio gave no token: ${response.status}`);
    this.#token = token;
  }

  /** The .npmrc of a folder whose npm is to use this registry and no other. */
  get npmrc(): string {
    return [
      `registry=${this.url}`,
      `${this.url.replace('http:', '')}:_authToken=${this.#token}`,
      `cache=${join(this.folder, 'cache')}`,
      'audit=false',
      'fund=false',
      'update-notifier=false',
      '',
    ].join('\n');
  }

  /** Publishes packages of this workspace as they are built, and all that they depend on as it is installed here. */
  async publishWorkspace(names: readonly string[]): Promise<void> {
    const staging = join(this.folder, 'staging');
    const folders: string[] = [];
    for (const folder of closure(names)) {
      const copy = join(staging, String(folders.length));
      copyPackage(folder, copy);
      folders.push(copy);
    }
    writeFileSync(join(staging, '.npmrc'), this.npmrc);
    must(await run('npm', ['pack', ...folders, '--ignore-scripts'], staging));
    const tarballs = readdirSync(staging).filter((file) => file.endsWith('.tgz'));
    const flags = [`--registry=${this.url}`, '--no-provenance', '--ignore-scripts'];
    for (const tarball of tarballs) must(await run('npm', ['publish', `./${tarball}`, ...flags], staging));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The folders of packages of this workspace and of all that they depend on, each once. */
function closure(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    for (let folder = from; ; folder = dirname(folder)) {
      const installed = join(folder, 'node_modules', name);
      try {
        const real = realpathSync(installed);
        if (found.has(real)) return;
        found.add(real);
        for (const dependency of Object.keys(readPackage(real).dependencies ?? {})) visit(dependency, real);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) throw error;
      }
    }
  };
  for (const name of names) visit(name, workspace);
  return found;
}

type Dependencies = Readonly<Record<string, string>>;

function readPackage(folder: string): { readonly version: string; readonly dependencies?: Dependencies } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** What npm would install of a package, its dependencies by number: `catalog:` and `workspace:` are for pnpm alone. */
function copyPackage(folder: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  cpSync(folder, target, {
    recursive: true,
    filter: (path) => !path.slice(folder.length).includes('node_modules'),
  });
  const { devDependencies: _, scripts: __, ...json } = readPackage(folder) as Record<string, unknown>;
  const numbered = (dependencies: Dependencies): Dependencies =>
    Object.fromEntries(
      Object.entries(dependencies).map(([name, range]) => {
        if (!/^(catalog|workspace):/.test(range)) return [name, range];
        return [name, `^${readPackage(realpathSync(join(folder, 'node_modules', name))).version}`];
      }),
    );
  for (const field of ['dependencies', 'peerDependencies']) {
    if (json[field] !== undefined) json[field] = numbered(json[field] as Dependencies);
  }
  writeFileSync(join(target, 'package.json'), JSON.stringify(json, undefined, 2));
}

/** Runs a command without blocking this process, in which the registry runs; npm's settings are those of the folder alone. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config|package|lifecycle)/i.test(name) && name !== 'NODE_TEST_CONTEXT',
  );
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { cwd, env: Object.fromEntries(kept), timeout: 100_000 },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
        resolve({ code, stdout, stderr });
      },
    );
  });
}

/** What a command wrote, which must have gone well. */
export function must({ code, stdout, stderr }: Ended): string {
  if (code !== 0) throw new Error(`exited with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
