/** What went wrong is all in the message, for the person who asked: it is told without where it happened. */
export class ExpectedError extends Error {}
