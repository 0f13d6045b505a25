import type { BaseClient } from './base-client.ts';
import type { FinalRequestOptions } from './request-options.ts';
import { formatRequestDetails, loggerFor } from './utils/log.ts';

/** A response, with the details of its request. */
export interface APIResponseProps {
  response: Response;
  options: FinalRequestOptions;
  controller: AbortController;
  requestLogID: string;
  retryOfRequestLogID: string | undefined;
  startTime: number;
}

/** The value of a response: its JSON, its text, its events, the response itself (binary) or null (no content). */
export async function defaultParseResponse<T>(client: BaseClient, props: APIResponseProps): Promise<T> {
  const { response, requestLogID, retryOfRequestLogID, startTime, options } = props;
  const value = await bodyOf(client, props);
  loggerFor(client).debug(
    `[${requestLogID}] response parsed`,
    formatRequestDetails({
      retryOfRequestLogID,
      url: response.url,
      status: response.status,
      body: options.stream ? '<stream>' : value,
      durationMs: Date.now() - startTime,
    }),
  );
  return value as T;
}

async function bodyOf(client: BaseClient, props: APIResponseProps): Promise<unknown> {
  const { response, options } = props;
  if (options.stream) return client.readStream(props);
  if (response.status === 204 || options.method === 'head') return null;
  if (options.__binaryResponse) return response;
  const mediaType = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType?.includes('application/json') || mediaType?.endsWith('+json')) {
    const text = await response.text();
    return text === '' ? undefined : client.withResponseHeaders(JSON.parse(text), response);
  }
  return response.text();
}
