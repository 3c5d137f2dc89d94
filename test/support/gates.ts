import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Lets a test decide when each call of a function finishes: the function fetches `${GATES_URL}/<key>` and gets the
 * text with which the test releases that key. Loopback only.
 */
export class Gates implements AsyncDisposable {
  readonly url: string;
  /** Keys in the order in which their calls arrived. */
  readonly arrived: string[] = [];
  /** Keys whose caller hung up before it was released. */
  readonly hungUp: string[] = [];
  readonly #server: Server;
  readonly #held = new Map<string, ServerResponse>();
  #watchers: (() => void)[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      const key = decodeURIComponent(request.url?.slice(1) ?? '');
      this.arrived.push(key);
      this.#held.set(key, response);
      response.on('close', () => {
        if (this.#held.get(key) === response) this.#held.delete(key);
        if (!response.writableFinished) this.hungUp.push(key);
        this.#notify();
      });
      this.#notify();
    });
  }

  static async open(): Promise<Gates> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Gates(server);
  }

  #notify(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Until a call with this key has started. */
  waitFor(key: string | number): Promise<void> {
    return this.#until(() => this.arrived.includes(String(key)));
  }

  /** Until the caller of this key has given up. */
  waitForHangUp(key: string | number): Promise<void> {
    return this.#until(() => this.hungUp.includes(String(key)));
  }

  /** Lets the call go on, once it has started: the latest with this key, if there were several. */
  async release(key: string | number, text = ''): Promise<void> {
    const name = String(key);
    await this.#until(() => this.#held.get(name)?.writableEnded === false);
    this.#held.get(name)?.end(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
