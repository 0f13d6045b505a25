/** An error for the user: its message says everything, so it is shown without a stack trace. */
export class ExpectedError extends Error {}
