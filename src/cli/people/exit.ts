import { ExpectedError } from '../../runtime/expected-error.ts';
import { TRY_AGAIN } from '../../runtime/outages.ts';

/** Exit codes, as docs/command-line.md lists them. */
export const EXIT = {
  /** What was asked for went well. */
  ok: 0,
  /** A build, a check or a lint failed, or a request was refused. */
  failed: 1,
  /** The command line is wrong: an option, an argument, a file that is missing. */
  usage: 2,
  /** Nothing is wrong but a merge conflict, which a person resolves. */
  conflict: 3,
  /** There is no key, or it is not allowed to do this. */
  key: 4,
  /** There is nothing of that name. */
  notFound: 5,
  /** Kiln cannot be reached or is busy: the same command may go well later. */
  tryAgain: TRY_AGAIN,
} as const;

/** What a person is told: what is wrong, what to do, and how the process exits. */
export class CommandError extends ExpectedError {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
