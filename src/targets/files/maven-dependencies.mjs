// Fetches everything that a Maven project needs to be compiled, tested and packaged, so that this works offline
// afterwards: `node maven-dependencies.mjs REPOSITORY mvn ARGUMENT…`, in the project's folder.
// `dependency:go-offline` misses what Surefire selects when it finds tests, so the same build runs once with an empty
// class and a passing test.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const [repository, mvn, ...args] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);

if (!existsSync('pom.xml')) process.exit(0);
const pom = readFileSync('pom.xml', 'utf8');
// The parts of the project that determine its dependencies, without its own name and version.
const sections =
  /<(parent|properties|dependencies|dependencyManagement|build|profiles|repositories|pluginRepositories)>[\s\S]*?<\/\1>/g;
const key = createHash('sha256')
  .update(JSON.stringify(pom.match(sections)))
  .digest('hex');
const fetched = path.join(repository, '.kiln-fetched', key);
if (existsSync(fetched)) {
  say('All dependencies are there.');
  process.exit(0);
}

const kotlin = existsSync('src/main/kotlin');
const folder = (kind) => path.join('src', kind, kotlin ? 'kotlin' : 'java', 'kiln');
const EMPTY = kotlin
  ? {
      main: ['Empty.kt', 'package kiln\n\nclass Empty\n'],
      test: [
        'EmptyTest.kt',
        'package kiln\n\nclass EmptyTest {\n    @org.junit.jupiter.api.Test\n    fun passes() {}\n}\n',
      ],
    }
  : {
      main: ['Empty.java', 'package kiln;\n\nclass Empty {}\n'],
      test: [
        'EmptyTest.java',
        'package kiln;\n\nclass EmptyTest {\n    @org.junit.jupiter.api.Test\n    void passes() {}\n}\n',
      ],
    };

/** Builds in a new folder that `fill` fills. Returns whether it succeeded. */
function build(fill) {
  const project = mkdtempSync(path.join(tmpdir(), 'maven-'));
  try {
    fill(project);
    const { status, stdout } = spawnSync(mvn, [...args, '-Dmaven.test.failure.ignore=true', 'package'], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1024 ** 3,
    });
    if (status !== 0) say(stdout.split('\n').slice(-40).join('\n'));
    return status === 0;
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

const emptied = (project) => {
  writeFileSync(path.join(project, 'pom.xml'), pom);
  if (existsSync('.mvn')) cpSync('.mvn', path.join(project, '.mvn'), { recursive: true });
  for (const [kind, [name, text]] of Object.entries(EMPTY)) {
    mkdirSync(path.join(project, folder(kind)), { recursive: true });
    writeFileSync(path.join(project, folder(kind), name), text);
  }
};
const whole = (project) => cpSync('.', project, { recursive: true, filter: (name) => name !== 'target' });

if (build(emptied) || build(whole)) {
  mkdirSync(path.dirname(fetched), { recursive: true });
  writeFileSync(fetched, '');
} else {
  // If it cannot be built, the checks report why.
  say('Not every dependency could be fetched.');
}
