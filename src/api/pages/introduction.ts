/** What the reference begins with. */
export const INTRODUCTION = `Post an OpenAPI description, and Kiln generates client libraries from it, commits each to a Git
repository of its own with the custom code that is there, and lints, builds and tests them.

- **Keys**: send \`Authorization: Bearer KEY\`. What belongs to another organisation is a 404.
- **Builds** are answered before any code is generated. Ask for \`GET /v0/builds/{id}\` until every target is
  \`completed\`; with the \`etag\` of the answer before as \`if-none-match\` it is a 304 while nothing has changed.
- **Lists** come in pages: \`next_cursor\` of one is the \`cursor\` of the next, and is absent at the end.
- **Errors** are \`{"error", "message"}\`; the message names the field. A 409 with \`x-should-retry: false\` will not
  change by itself; 429 and 503 say when to come back in \`retry-after\`.
`;
