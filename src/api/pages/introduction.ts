/** Introduction of the API reference. */
export const INTRODUCTION = `Post an OpenAPI description, and Kiln generates client libraries from it, commits each to its
own Git repository, merged with the custom code there, and lints, builds and tests them.

- **Keys**: send \`Authorization: Bearer KEY\`. Data of another organisation is answered 404.
- **Builds** are answered before any code is generated. Poll \`GET /v0/builds/{id}\` until every target is
  \`completed\`; with the \`etag\` of the previous response as \`if-none-match\`, the response is 304 while nothing has changed.
- **Lists** are paginated: \`next_cursor\` of a page is the \`cursor\` of the next, and is absent on the last page.
- **Errors** are \`{"error", "message"}\`; the message names the field. A 409 with \`x-should-retry: false\` is
  permanent; 429 and 503 say when to retry in \`retry-after\`.
`;
