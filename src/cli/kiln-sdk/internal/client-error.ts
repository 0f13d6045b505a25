// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

/** Base of every error that the client throws on purpose. */
export class StainlessError extends Error {}

export { StainlessError as ClientError };
