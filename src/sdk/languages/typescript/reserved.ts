/** Words that cannot name a variable, and names that generated methods use. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield ' +
    'body buildHeaders cookieEntry multipartFormRequestOptions maybeMultipartFormRequestOptions options params path query String withFormats'
  ).split(' '),
);

/** Names with another meaning in every module: keywords, builtin types, imports of the runtime. */
export const FILE_NAMES: ReadonlySet<string> = new Set(
  (
    'any as async bigint boolean constructor declare get infer is keyof module namespace never object of readonly ' +
    'require number set string symbol type undefined unique unknown void await yield let static class enum export ' +
    'Array Promise Record Symbol Object String Number Boolean Function ' +
    'APIPromise APIResource AbstractPage ClientOptions PageRequestOptions PagePromise RequestOptions Response Stream ' +
    'Uploadable Uploads API Errors Opts BaseClient ' +
    'APIConnectionError APIConnectionTimeoutError APIError APIUserAbortError AuthenticationError BadRequestError ' +
    'ConflictError InternalServerError NotFoundError PermissionDeniedError RateLimitError UnprocessableEntityError ' +
    'toFile path buildHeaders cookieEntry withFormats'
  ).split(' '),
);

/** Members of the runtime's client, which options, methods and resources must not override. */
export const BASE_CLIENT_MEMBERS: ReadonlySet<string> = new Set(
  (
    'constructor prototype baseURL maxRetries timeout logger logLevel fetchOptions fetch defaultHeaders ' +
    'idempotencyHeader environment get post patch put delete request withOptions currentOptions defaultQuery ' +
    'apiHeaders authHeaders authQuery validateHeaders prepareOptions prepareRequest readStream withResponseHeaders ' +
    'stringifyQuery getUserAgent defaultIdempotencyKey makeStatusError methodRequest makeRequest fetchWithTimeout ' +
    'credentialsRefused ' +
    'buildURL buildRequest requestHeaders buildBody getAPIList requestAPIList _options toString valueOf'
  ).split(' '),
);
