import type http from 'node:http';
import { text } from 'node:stream/consumers';

/** Pull requests of a repository, as GitHub's REST endpoint answers: the opened ones, and a request listener. */
export function githubPulls(secret: string): { opened: unknown[]; listener: http.RequestListener } {
  const opened: { head: string; html_url: string }[] = [];
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const say = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${secret}`) return say(401, { message: 'Bad credentials' });
    const [, repository, query] =
      /^\/api\/v3\/repos\/([^/]+\/[^/]+)\/pulls(?:\?(.*))?$/.exec(request.url ?? '') ?? [];
    if (repository === undefined) return say(404, { message: 'Not Found' });
    if (request.method === 'GET') {
      const head = new URLSearchParams(query).get('head')?.split(':')[1];
      return say(
        200,
        opened.filter((pull) => pull.head === head),
      );
    }
    const pull: { head: string; base: string; title: string } = JSON.parse(await text(request));
    if (opened.some(({ head }) => head === pull.head)) return say(422, { message: 'Validation Failed' });
    const html_url = `http://127.0.0.1/${repository}/pull/${opened.length + 1}`;
    opened.push({ ...pull, html_url });
    return say(201, { html_url });
  };
  return { opened, listener: (request, response) => void answer(request, response) };
}
