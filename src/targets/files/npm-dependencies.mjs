// Installs the dependencies of an npm package: `node npm-dependencies.mjs CACHE npm install ARGUMENT…`, in the package's
// folder. What the same command installed for the same dependencies within a day is copied, which takes a fifth of the
// time: npm resolves and unpacks some hundred packages otherwise.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Maximum time to wait for another package of the same build that installs the same. */
const WAIT_MS = 30_000;
/** Kept installations; one may have hundreds of megabytes. */
const KEPT = 2;

const [cache, ...command] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);
const folder = path.join(cache, 'kiln-installed');
const key = keyOf();
const entry = key === null ? null : path.join(folder, key);
const lock = `${entry}.lock`;

if (entry === null) process.exit(install());
const isFirst = takeLock();
for (const startedAt = Date.now(); !isFirst && !isFresh(entry) && isFresh(lock, WAIT_MS); await wait(100)) {
  if (Date.now() - startedAt > WAIT_MS) break;
}
if (isFresh(entry) && copy(entry, 'node_modules')) {
  if (isFirst) rmSync(lock, { recursive: true, force: true });
  say('The same dependencies were installed within the last day: copied.');
  process.exit(0);
}
rmSync('node_modules', { recursive: true, force: true });
const status = install();
if (isFirst) {
  if (status === 0 && existsSync('node_modules')) keep();
  rmSync(lock, { recursive: true, force: true });
}
process.exit(status);

/** What determines the installation; null if that is more than can be told from here. */
function keyOf() {
  try {
    const read = (name) => (existsSync(name) ? readFileSync(name, 'utf8') : null);
    const manifest = JSON.parse(read('package.json'));
    const wanted = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies];
    const isLocal = (range) => typeof range !== 'string' || /^(file|link|workspace):|^[./~]/.test(range);
    if (manifest.workspaces !== undefined) return null;
    if (wanted.flatMap((ranges) => Object.values(ranges ?? {})).some(isLocal)) return null;
    const files = ['package-lock.json', 'npm-shrinkwrap.json', '.npmrc'].map(read);
    const facts = [wanted, manifest.peerDependencies, manifest.overrides, manifest.engines, files];
    const machine = [process.version, process.platform, process.arch];
    return createHash('sha256')
      .update(JSON.stringify([command, facts, machine]))
      .digest('hex');
  } catch {
    return null;
  }
}

function install() {
  return spawnSync(command[0], command.slice(1), { stdio: 'inherit' }).status ?? 1;
}

function takeLock() {
  try {
    mkdirSync(folder, { recursive: true });
    // Its holder was ended.
    if (existsSync(lock) && !isFresh(lock, WAIT_MS)) rmSync(lock, { recursive: true, force: true });
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

/** Whether something is there and not older; not if the cache is no folder. */
function isFresh(file, ms = DAY_MS) {
  try {
    return Date.now() - statSync(file).mtimeMs < ms;
  } catch {
    return false;
  }
}

/** Copies a folder whole, by the tool that does it fastest. */
function copy(from, to) {
  return spawnSync('cp', ['-a', `${from}/.`, to], { stdio: 'ignore' }).status === 0;
}

/** Keeps the installation, and removes older ones. Others see all or nothing of it. */
function keep() {
  const temporary = `${entry}.${process.pid}.${Date.now()}`;
  try {
    rmSync(entry, { recursive: true, force: true });
    if (copy('node_modules', temporary)) renameSync(temporary, entry);
    const age = (name) => Date.now() - statSync(path.join(folder, name)).mtimeMs;
    const names = readdirSync(folder);
    const whole = names.filter((name) => /^[0-9a-f]{64}$/.test(name)).sort((a, b) => age(a) - age(b));
    // What a process that was ended had begun.
    const left = names.filter((name) => !whole.includes(name) && age(name) > DAY_MS);
    for (const name of [...whole.slice(KEPT), ...left]) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  } catch (error) {
    say(`The installation is not kept: ${error.message}`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
