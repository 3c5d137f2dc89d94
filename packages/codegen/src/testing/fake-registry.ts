import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What npm sends to publish a version: only what is used here. */
interface Publication {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, { readonly version: string }>>;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

/** A registry on loopback, as much of one as npm needs to publish, look and fetch. Ends with the test. */
export class FakeRegistry {
  /** Ends with a slash. */
  readonly url: string;
  /** `name@version` of all that was published. */
  readonly published: string[] = [];
  readonly #tarballs = new Map<string, Buffer>();
  readonly #versions = new Map<string, Map<string, object>>();
  readonly #tags = new Map<string, Record<string, string>>();

  private constructor(server: Server) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  static async open(): Promise<FakeRegistry> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return new FakeRegistry(server);
  }

  /** The line of an .npmrc with which npm takes itself for logged in. */
  get credentials(): string {
    return `${this.url.replace('http:', '')}:_authToken=none\n`;
  }

  /** Has a version, as if it had been published. */
  add(name: string, version: string, packageJson: object, tarball: Buffer): void {
    const path = `${name}/-/${version}.tgz`;
    this.#tarballs.set(path, tarball);
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const versions = this.#versions.get(name) ?? new Map<string, object>();
    const dist = { tarball: `${this.url}${path}`, integrity };
    this.#versions.set(name, versions.set(version, { ...packageJson, name, version, dist }));
    this.#tags.set(name, { ...this.#tags.get(name), latest: version });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(request.url?.slice(1) ?? '');
    const send = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method === 'PUT') {
      const body = JSON.parse(await readAll(request)) as Publication;
      for (const [version, packageJson] of Object.entries(body.versions)) {
        const [attachment] = Object.values(body._attachments);
        this.add(body.name, version, packageJson, Buffer.from(attachment?.data ?? '', 'base64'));
        this.published.push(`${body.name}@${version}`);
      }
      send(201, { ok: true });
      return;
    }
    const tarball = this.#tarballs.get(path);
    const versions = this.#versions.get(path);
    if (tarball !== undefined) response.end(tarball);
    else if (versions === undefined) send(404, { error: 'Not found' });
    else send(200, { name: path, 'dist-tags': this.#tags.get(path), versions: Object.fromEntries(versions) });
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
