import { type ChildProcess, spawn } from 'node:child_process';
import { childEnvironment } from '../environments.ts';

/**
 * Reads which process groups are running (`+ id`) and which have ended (`- id`). When its input closes, for example
 * because the parent was killed, it kills those that are still running.
 */
const WATCH = `
trap '' HUP INT TERM
groups=
while read -r sign group; do
  case $sign in
    +) groups="$groups $group" ;;
    -) rest=; for other in $groups; do [ "$other" = "$group" ] || rest="$rest $other"; done; groups=$rest ;;
  esac
done
for group in $groups; do kill -KILL -- "-$group" 2>/dev/null; done
`;

const running = new Set<number>();
let watch: ChildProcess | null = null;

/**
 * Ensures that a process group does not outlive this process, however this one ends. Returns a function to call when
 * the group has ended.
 */
export function endWithUs(group: number): () => void {
  running.add(group);
  if (watch === null) startWatch();
  else tell(`+ ${group}`);
  return () => {
    running.delete(group);
    tell(`- ${group}`);
  };
}

function startWatch(): void {
  const child = spawn('sh', ['-c', WATCH], {
    env: childEnvironment(),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch = child;
  child.unref();
  child.stdin.on('error', () => {});
  child.on('error', () => {});
  child.once('exit', () => {
    if (watch === child) watch = null;
    if (running.size > 0) setTimeout(() => watch ?? startWatch(), 100).unref();
  });
  for (const group of running) tell(`+ ${group}`);
}

function tell(line: string): void {
  watch?.stdin?.write(`${line}\n`);
}
