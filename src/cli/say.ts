/** Tells a person what happens, on standard error, so that standard output stays for results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
