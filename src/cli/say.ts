/** Prints a message for people on standard error; standard output is for results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
