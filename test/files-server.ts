import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FilesServer {
  readonly base: string;
  /** Requested paths, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Answers a GET of a path in `files` with its bytes, and of any other with 404. */
export async function serveFiles(files: Readonly<Record<string, Uint8Array>>): Promise<FilesServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    const file = files[url];
    if (file === undefined) response.writeHead(404).end();
    else response.setHeader('content-length', file.length).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
