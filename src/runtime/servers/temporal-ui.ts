import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isLoopback } from '../addresses.ts';
import { isSame } from '../storage/constant-time.ts';

/** Where the UI itself listens. */
export interface UiPlace {
  readonly host: string;
  readonly port: number;
}

/** The UI as browsers of this machine reach it. */
export interface ServedUi {
  close(): void;
}

/**
 * An address of loopback for the UI that no page guesses: the UI asks nobody who they are, and takes whatever name it is
 * called by. Elsewhere than on Linux loopback has one address.
 */
export function hiddenHost(platform = process.platform): string {
  if (platform !== 'linux') return '127.0.0.1';
  return ['127', randomInt(1, 255), randomInt(256), randomInt(1, 255)].join('.');
}

/** The name to log in to the UI with; the password is the key of the Temporal server. */
export const UI_USER = 'kiln';

/** The address of the UI with what it asks for in it, as browsers take it. */
export function withLogin(url: string, key: string): string {
  return url.replace('://', `://${UI_USER}:${key}@`);
}

/**
 * Serves the UI on a port of loopback, to whoever calls it by a name of loopback and logs in with the key of the Temporal
 * server; to everybody where that has none. Another name was pointed here by a page, whose browser would let it read
 * and end everything (DNS rebinding).
 */
export function serveUi(ui: UiPlace, port: number, key: string | null): Promise<ServedUi> {
  const server = createServer((asked, answer) => {
    const refusal = refusalOf(asked, key);
    if (refusal !== null) {
      const { status, headers = {}, text } = refusal;
      answer.writeHead(status, { 'content-type': 'text/plain', ...headers });
      answer.end(text);
      return;
    }
    // The UI has no key: it passes on the one that a request brings.
    if (key !== null) asked.headers.authorization = `Bearer ${key}`;
    pass(ui, asked, answer);
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve({
        close() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Why a request is not passed on; null where it is. */
function refusalOf({ method, headers }: IncomingMessage, key: string | null): Refusal | null {
  const { host = '', origin, authorization = '' } = headers;
  const name = hostnameOf(`http://${host}`);
  if (name === null || !isLoopback(name)) {
    const text = 'Host: is not a name of this server. Open the Temporal UI as 127.0.0.1 or localhost.\n';
    return { status: 403, text };
  }
  if (key === null) return null;
  if (!isSame(authorization, `Basic ${Buffer.from(`${UI_USER}:${key}`).toString('base64')}`)) {
    const text = `Log in as ${UI_USER}, with the key in the file temporal-key of the data folder.\n`;
    return { status: 401, headers: { 'www-authenticate': 'Basic realm="Temporal of Kiln"' }, text };
  }
  // The browser logs in for other pages too, and the UI looks for no token of its own where somebody is logged in.
  if (method !== 'GET' && method !== 'HEAD' && origin !== undefined && origin !== `http://${host}`) {
    return { status: 403, text: 'Origin: is not the Temporal UI.\n' };
  }
  return null;
}

function hostnameOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}

/** Passes a request on, and its answer back. */
function pass({ host, port }: UiPlace, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, url: path, headers } = asked;
  const onward = request({ host, port, method, path, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    // Who goes away in the middle needs no answer.
    pipeline(answered, answer).catch(() => {});
  });
  onward.on('error', () => {
    if (!answer.headersSent) answer.writeHead(502, { 'content-type': 'text/plain' });
    answer.end('The Temporal server does not respond. Kiln restarts it automatically.\n');
  });
  pipeline(asked, onward).catch(() => {});
}
