/** Base of every error that the client throws on purpose. */
export class ExampleError extends Error {}

export { ExampleError as ClientError };
