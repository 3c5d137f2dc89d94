import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request to one of the services. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The path behind what chose the service. */
  readonly rest: string;
  readonly body: string;
  /** How many requests of the same line there were before it. */
  readonly earlier: number;
}

/** Gives JSON, or undefined when it has answered by itself. */
export type Answer = (asked: Asked) => unknown;

/** What each service answers, by the beginning of its path. */
export const routes: Readonly<Record<string, Answer>> = {
  '/geocode': ({ url, response, earlier }) => {
    const address = url.searchParams.get('q');
    if (address === 'busy street 1' && earlier === 0) {
      return void response.writeHead(503, { 'retry-after': '0.001' }).end();
    }
    if (address === 'down street 1') return void response.writeHead(500).end();
    if (address === 'atlantis') return void response.writeHead(404).end();
    if (address === '') return void response.writeHead(400).end('q is empty');
    const latitude = url.searchParams.get('country') === 'CH' ? 47.4 : 52.5;
    return { latitude, longitude: 13.4, precision: address === 'berlin' ? 'city' : 'rooftop', source: 'x' };
  },

  '/rates/': ({ rest, response }) => {
    const perEuro = { 'USD/2026-01-02': '1.0850', 'JPY/2026-01-02': '157.13' }[rest];
    return perEuro === undefined ? void response.writeHead(404).end() : { perEuro };
  },

  '/hooks/': ({ rest, request, response, body, earlier }) => {
    const signature = createHmac('sha256', 'hush').update(body).digest('hex');
    if (request.headers['x-signature'] !== `sha256=${signature}`)
      return void response.writeHead(401).end('{}');
    if (rest === 'down' || (rest === 'restarting' && earlier === 0))
      return void response.writeHead(503).end();
    response.statusCode = 202;
    return { id: `${rest}-${earlier}-${body}` };
  },

  '/token': () => ({ token: 'secret' }),

  '/companies/': ({ rest, request, response, earlier }) => {
    if (request.headers.authorization !== 'Bearer secret')
      return void response.writeHead(401).end('who are you');
    if (rest === 'flaky.example' && earlier === 0) return void response.writeHead(502).end();
    if (rest === 'nobody.example') return void response.writeHead(404).end();
    if (rest === 'secret.example') return void response.writeHead(451).end('not to be told');
    if (rest === 'broken.example') return { name: 'Broken', industry: null, domains: 'none' };
    const employees = rest === 'acme.example' ? 120 : undefined;
    return {
      name: rest.split('.')[0],
      employees,
      industry: employees ? 'Anvils' : null,
      domains: [rest],
      more: 1,
    };
  },

  '/forecast/': ({ rest, url, response }) => {
    const page = Number(url.searchParams.get('page'));
    if (rest === 'gone' || (rest === 'half' && page === 2)) return void response.writeHead(410).end();
    const hours =
      page === 1
        ? [[1_800_000_000, 1.5, 270]]
        : [
            [1_800_003_600, -0.5],
            [1_800_007_200, -2, 90],
          ];
    return {
      hours: rest === 'quiet' ? [] : hours,
      next: page === 1 && rest !== 'quiet' ? `/forecast/${rest}?page=2` : null,
    };
  },

  '/vat': ({ body, request, response }) => {
    const digits = /<vatNumber>(\w+)</.exec(body)?.[1];
    if (digits === '000') return; // It never answers.
    if (digits === '111' && !hungUp.delete(digits)) {
      hungUp.add(digits);
      return void request.socket.destroy();
    }
    const fault =
      '<s:Fault><faultcode>s:Server</faultcode><faultstring>MS_MAX_CONCURRENT_REQ</faultstring></s:Fault>';
    const found = `<ns2:checkVatResponse xmlns:ns2="urn:vat"><ns2:valid>${digits !== '404'}</ns2:valid><ns2:name>${
      digits === '404' ? '---' : `Firma ${digits} &amp; Co`
    }</ns2:name></ns2:checkVatResponse>`;
    const content = digits === '429' ? fault : found;
    return void response.end(`<s:Envelope xmlns:s="urn:s"><s:Body>${content}</s:Body></s:Envelope>`);
  },

  '/v1/chat/completions': ({ body, response, earlier }) => {
    if (earlier === 0) return void response.writeHead(429).end();
    const { messages } = JSON.parse(body) as { messages: { content: string }[] };
    const labels = (JSON.parse(messages[1]?.content ?? '[]') as string[]).map((text) => {
      if (text.includes('invoice')) return { label: 'billing', confidence: 0.9 };
      if (text.includes('crash')) return { label: 'bug', confidence: 0.75 };
      return text.includes('?') ? { label: 'a question' } : { label: 'praise' };
    });
    return { choices: [{ message: { content: JSON.stringify({ labels }) } }] };
  },

  '/v1/embeddings': ({ body }) => {
    const { input } = JSON.parse(body) as { input: string[] };
    const data = input.map((text, index) => ({ index, embedding: [text.length, 0.5, -1, 0] }));
    return { data: data.reverse() };
  },

  '/v1/extract': ({ body }) => {
    const { messages } = JSON.parse(body) as { messages: { content: string }[] };
    const [{ content } = { content: '' }] = messages;
    if (content.includes('Café')) return { kind: 'receipt', merchant: 'Café Central', tip: null };
    // Understood only once it is told what was wrong.
    const total = content.includes('hopeless') || messages.length === 1 ? 'about 12' : '12.50';
    return { kind: 'invoice', number: 'R-1', total };
  },
};

/** The VAT numbers whose first request was cut off. */
const hungUp = new Set<string>();
