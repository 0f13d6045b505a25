import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isLoopback } from '../addresses.ts';
import { isSame } from '../storage/constant-time.ts';

/** Listening address of the UI itself. */
export interface UiPlace {
  readonly host: string;
  readonly port: number;
}

/** Address of the UI for browsers on this machine. */
export interface ServedUi {
  close(): void;
}

/**
 * A random loopback address for the UI, which no page can guess: the UI has no authentication, and accepts every host
 * name. Except on Linux, loopback has only one address.
 */
export function hiddenHost(platform = process.platform): string {
  if (platform !== 'linux') return '127.0.0.1';
  return ['127', randomInt(1, 255), randomInt(256), randomInt(1, 255)].join('.');
}

/** The name to log in to the UI with; the password is the key of the Temporal server. */
export const UI_USER = 'kiln';

/** The URL of the UI including its login, as browsers accept it. */
export function withLogin(url: string, key: string): string {
  return url.replace('://', `://${UI_USER}:${key}@`);
}

/**
 * Serves the UI on a loopback port, for loopback host names only and with the key of the Temporal server as password;
 * if the server has no key, without one. Other host names are rejected because a page may point its own name here,
 * and its browser would then let it read and terminate everything (DNS rebinding).
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
    // The UI has no key of its own: it forwards the one in a request.
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

/** Why a request is not forwarded; null if it is. */
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
  // Browsers also send the login with requests of other pages, and the UI has no CSRF token for such logins.
  if (method !== 'GET' && method !== 'HEAD' && origin !== undefined && origin !== `http://${host}`) {
    return { status: 403, text: 'Origin: is not the Temporal UI.\n' };
  }
  return null;
}

function hostnameOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}

/** Forwards a request, and its response back. */
function pass({ host, port }: UiPlace, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, url: path, headers } = asked;
  const onward = request({ host, port, method, path, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    // A client that disconnects midway needs no response.
    pipeline(answered, answer).catch(() => {});
  });
  onward.on('error', () => {
    if (!answer.headersSent) answer.writeHead(502, { 'content-type': 'text/plain' });
    answer.end('The Temporal server does not respond. Kiln restarts it automatically.\n');
  });
  pipeline(asked, onward).catch(() => {});
}
