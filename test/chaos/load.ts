import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type BadInput, FATAL, FATAL_BRANCH, REFUSED, REFUSED_BRANCH } from './bad-inputs.ts';
import { configOf, descriptionOf } from './inputs.ts';
import type { Kiln } from './kiln.ts';
import type { Random } from './random.ts';

const Answer = z.looseObject({ id: z.string().optional(), message: z.string().optional() });

interface Result {
  readonly status: number;
  readonly body: z.infer<typeof Answer>;
}

const TARGETS = [['typescript'], ['go', 'python'], ['ruby', 'node']] as const;
const BRANCHES = ['main', 'main', 'feat/a', 'b'] as const;
const REQUEST_WITHIN_MS = 60_000;

/** Clients that build continuously while everything around them breaks. */
export class Load {
  /** Accepted builds. */
  readonly answered = new Set<string>();
  /** Accepted builds that cannot be generated, and what a diagnostic must name. */
  readonly fatal = new Map<string, RegExp>();
  /** Number of requests rejected as invalid. */
  refused = 0;
  /** Responses that no client should get. */
  readonly wrong: string[] = [];
  requests = 0;
  /** Number of requests without a response, or with a 503. */
  unavailable = 0;
  readonly #kiln: Kiln;
  readonly #projects: { slug: string; targets: readonly string[] }[] = [];
  #stopping = false;
  #users: Promise<void>[] = [];

  constructor(kiln: Kiln) {
    this.#kiln = kiln;
  }

  async start(random: Random, users: number): Promise<void> {
    for (const [i, targets] of TARGETS.entries()) {
      const slug = `chaos-${i}`;
      await this.#until(() => this.#createProject(slug, targets, random));
      this.#projects.push({ slug, targets });
    }
    this.#users = Array.from({ length: users }, () => this.#user(random.fork()));
  }

  /** An existing project. */
  get project(): string {
    return this.#projects[0]?.slug ?? '';
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#users);
  }

  async #user(random: Random): Promise<void> {
    while (!this.#stopping) {
      if (random.chance(0.5)) await this.#sendRefused(random.pick(REFUSED), random);
      if (random.chance(0.1)) await this.#buildFatal(random.pick(FATAL), random);
      const id = await this.#create(random);
      if (id !== null) {
        await wait(random.between(0, 4000));
        const then = random.between(1, 100);
        if (then <= 15) await this.#send('POST', `/v0/builds/${id}/cancel`, [200, 409]);
        else if (then <= 30) await this.#retry(id, random);
      }
      await wait(random.between(0, 500));
    }
  }

  async #sendRefused({ what, over, names }: BadInput, random: Random): Promise<void> {
    const result = await this.#send(
      'POST',
      '/v0/builds',
      [400, 404],
      this.#bad(over, REFUSED_BRANCH, random),
    );
    if (result === null) return;
    this.refused += 1;
    if (!names.test(result.body.message ?? '')) this.wrong.push(`${what}: ${result.body.message}`);
  }

  async #buildFatal({ over, names }: BadInput, random: Random): Promise<void> {
    const result = await this.#send('POST', '/v0/builds', [200], this.#bad(over, FATAL_BRANCH, random));
    const id = result?.status === 200 ? result.body.id : undefined;
    if (id === undefined) return;
    this.answered.add(id);
    this.fatal.set(id, names);
  }

  #bad(over: BadInput['over'], branch: string, random: Random): object | string {
    if (typeof over === 'string') return over;
    const { slug, targets } = this.#project(random);
    return { project: slug, branch, allow_empty: true, revision: filesOf(targets, random), ...over };
  }

  #project(random: Random) {
    const [first, ...rest] = this.#projects;
    if (first === undefined) throw new Error('There is no project yet.');
    return random.pick([first, ...rest]);
  }

  async #create(random: Random): Promise<string | null> {
    const { slug, targets } = this.#project(random);
    const branch = random.pick([...BRANCHES]);
    const files = random.chance(0.8);
    const revision = files ? filesOf(targets, random) : 'main';
    const body = {
      project: slug,
      branch: files ? branch : 'main',
      revision,
      allow_empty: random.chance(0.5),
    };
    // A client that sends an Idempotency-Key may repeat the request until it is answered, and gets one build.
    const key = random.chance(0.5) ? randomUUID() : null;
    const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key };
    const send = () => this.#send('POST', '/v0/builds', [200, 400, 409], body, headers);
    let result = await send();
    while (result === null && key !== null && !this.#stopping) {
      await wait(500);
      result = await send();
    }
    if (result?.status === 400 && !/No changes to commit/.test(result.body.message ?? '')) {
      this.wrong.push(`POST /v0/builds: 400 ${result.body.message}`);
    }
    const id = result?.status === 200 ? result.body.id : undefined;
    if (id === undefined) return null;
    this.answered.add(id);
    return id;
  }

  async #retry(id: string, random: Random): Promise<void> {
    const [target = ''] = await this.#targetsOf(id);
    const body = random.chance(0.5) ? { step: random.pick(['lint', 'build', 'test']) } : {};
    await this.#send('POST', `/v0/builds/${id}/targets/${target}/retry`, [200, 409], body);
  }

  async #targetsOf(id: string): Promise<string[]> {
    const result = await this.#send('GET', `/v0/builds/${id}`, [200]);
    return Object.keys(z.looseObject({}).catch({}).parse(result?.body.targets));
  }

  async #createProject(slug: string, targets: readonly string[], random: Random): Promise<boolean> {
    const body = { org: 'chaos', slug, display_name: slug, targets, revision: filesOf(targets, random) };
    return (await this.#send('POST', '/v0/projects', [200, 201, 409], body)) !== null;
  }

  /** Null: no response, or one that asks to retry later. Everything unexpected is wrong. */
  async #send(
    method: string,
    path: string,
    expected: readonly number[],
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<Result | null> {
    this.requests += 1;
    try {
      const response = await fetch(this.#kiln.url + path, {
        method,
        headers: {
          authorization: `Bearer ${this.#kiln.key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: typeof body === 'object' ? JSON.stringify(body) : body,
        signal: AbortSignal.timeout(REQUEST_WITHIN_MS),
      });
      const parsed = Answer.parse(await response.json());
      if (response.status === 503) {
        this.unavailable += 1;
        if (response.headers.get('retry-after') === null)
          this.wrong.push(`${method} ${path}: 503 without retry-after`);
        return null;
      }
      if (!expected.includes(response.status)) {
        this.wrong.push(`${method} ${path}: ${response.status} ${parsed.message ?? ''}`);
      }
      return { status: response.status, body: parsed };
    } catch {
      this.unavailable += 1;
      return null;
    }
  }

  async #until(work: () => Promise<boolean>): Promise<void> {
    while (!(await work())) await wait(500);
  }
}

function filesOf(targets: readonly string[], random: Random) {
  return {
    'openapi.json': { content: descriptionOf(random) },
    'stainless.yml': { content: configOf(targets) },
  };
}
