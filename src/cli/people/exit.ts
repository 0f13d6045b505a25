import { ExpectedError } from '../../runtime/expected-error.ts';
import { TRY_AGAIN } from '../../runtime/outages.ts';

/** Exit codes, as documented in docs/command-line.md. */
export const EXIT = {
  /** The command succeeded. */
  ok: 0,
  /** A build, a check or a lint failed, or a request was rejected. */
  failed: 1,
  /** Invalid usage: an option, an argument, a missing file. */
  usage: 2,
  /** Only a merge conflict, which a person resolves. */
  conflict: 3,
  /** There is no key, or it lacks the permission. */
  key: 4,
  /** Nothing has that name. */
  notFound: 5,
  /** Kiln is unreachable or busy: the same command may succeed later. */
  tryAgain: TRY_AGAIN,
} as const;

/** An error for people: what is wrong, what to do, and the exit code. */
export class CommandError extends ExpectedError {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
