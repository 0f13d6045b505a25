import { setTimeout as wait } from 'node:timers/promises';
import type { BuildEvent, ProjectEvent } from '../contract/builds.ts';
import type { Database } from './database.ts';
import { EventListener } from './event-listener.ts';
import { eventCounts, eventsAfter, lastChanges, projectEventsSince } from './events.ts';
import { validKeys } from './keys.ts';

/** Maximum delay until a lost notification or a revoked key is noticed, in ms. */
const SWEEP_MS = 1_000;
/** Minimum time between two reads of a watched build, in ms; writes in between are sent together. */
const PACE_MS = 100;
/** The same for each watcher: writing to all of them takes a thirtieth of the time, so that they do not slow the writers. */
const PACE_OF_WATCHER_MS = 1;
/** Maximum age of a write when it is committed: twice the longest transaction of a create. */
export const LATE_MS = 60_000;

/** A consumer of events. One that throws gets no more events. */
export interface Watcher<Event> {
  /** The API key of the watcher. */
  readonly keyId: string;
  take(events: readonly Event[]): void;
  /** Called when its key is no longer valid. */
  end(): void;
}

/** A watched build and all of its events. */
interface BuildTail {
  readonly events: BuildEvent[];
  readonly watchers: Set<Watcher<BuildEvent>>;
  /** Current watchers and those that are joining. */
  users: number;
  reading: Promise<void> | null;
  /** A notification arrived during the read. */
  isBehind: boolean;
}

interface ProjectTail {
  readonly since: number;
  /** When a build of the project was last written to. */
  changedAt: number;
  /** Builds to read, because they were announced; `null`: all that changed recently. */
  readonly announced: Set<string | null>;
  readonly watchers: Set<Watcher<ProjectEvent>>;
  reading: Promise<void> | null;
  isBehind: boolean;
}

/**
 * Distributes events of builds to all watchers of this process: one connection listens, each watched build is read
 * once for all of its watchers, and a query per second catches lost announcements.
 */
export class EventFeed {
  readonly #db: Database;
  readonly #url: string;
  readonly #builds = new Map<string, BuildTail>();
  readonly #projects = new Map<string, ProjectTail>();
  #listener: EventListener | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Database, url: string) {
    this.#db = db;
    this.#url = url;
  }

  /** Sends a watcher the events of a build after `seq`, and all later ones. Returns a function that ends this. */
  async watchBuild(id: string, after: number, watcher: Watcher<BuildEvent>): Promise<() => void> {
    this.#start();
    const tail: BuildTail = this.#builds.get(id) ?? {
      events: [],
      watchers: new Set(),
      users: 0,
      reading: null,
      isBehind: false,
    };
    this.#builds.set(id, tail);
    tail.users += 1;
    // New watchers get the events that are in memory: only the first one waits for a read.
    await (tail.users === 1 ? this.#readBuild(id, tail) : tail.reading);
    const missed = tail.events.filter(({ seq }) => seq > after);
    tail.watchers.add(watcher);
    if (missed.length > 0) watcher.take(missed);
    return () => {
      tail.watchers.delete(watcher);
      tail.users -= 1;
      if (tail.users === 0) this.#builds.delete(id);
    };
  }

  /**
   * Sends a watcher the events of a project's builds: those since a time or, without one, at most those of the last
   * minute; and all later ones. Each is sent at least once; a repeated one has the same `build` and `seq`.
   */
  async watchProject(id: string, since: number | null, watcher: Watcher<ProjectEvent>): Promise<() => void> {
    this.#start();
    const now = Date.now();
    const tail: ProjectTail = this.#projects.get(id) ?? {
      since: now,
      changedAt: now,
      announced: new Set(),
      watchers: new Set(),
      reading: null,
      isBehind: false,
    };
    this.#projects.set(id, tail);
    const only = onlyNew(watcher);
    tail.watchers.add(only);
    if (since !== null) {
      const missed = await projectEventsSince(this.#db, id, new Date(Math.min(since, now) - LATE_MS));
      only.take(missed);
    }
    return () => {
      tail.watchers.delete(only);
      if (tail.watchers.size === 0 && this.#projects.get(id) === tail) this.#projects.delete(id);
    };
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#builds.clear();
    this.#projects.clear();
    await this.#listener?.stop();
  }

  #start(): void {
    if (this.#listener !== null) return;
    this.#listener = new EventListener(
      this.#url,
      (projectId, buildId) => {
        const build = this.#builds.get(buildId);
        if (build !== undefined) void this.#readBuild(buildId, build);
        const project = this.#projects.get(projectId);
        if (project !== undefined) void this.#readProject(projectId, project, buildId);
      },
      () => void this.#sweep(),
    );
    const again = () => {
      this.#timer = setTimeout(() => void this.#sweep().finally(again), SWEEP_MS).unref();
    };
    again();
  }

  /**
   * Reads the new events of a build and distributes them; one read at a time. If it fails, the next sweep repeats it.
   */
  #readBuild(id: string, tail: BuildTail): Promise<void> {
    return readInTurn(tail, async () => {
      const events = await eventsAfter(this.#db, id, tail.events.at(-1)?.seq ?? 0);
      if (events.length === 0) return;
      tail.events.push(...events);
      hand(tail.watchers, events);
    });
  }

  #readProject(id: string, tail: ProjectTail, buildId: string | null): Promise<void> {
    tail.announced.add(buildId);
    return readInTurn(tail, async () => {
      const wanted = [...tail.announced];
      tail.announced.clear();
      const only = wanted.includes(null) ? null : wanted.flatMap((one) => one ?? []);
      const since = new Date((only === null ? tail.changedAt : tail.since) - LATE_MS);
      const events = await projectEventsSince(this.#db, id, since, only).catch((error: unknown) => {
        for (const one of wanted) tail.announced.add(one);
        throw error;
      });
      hand(tail.watchers, events);
    });
  }

  /** Finds events whose notification was lost, and ends watchers whose key is no longer valid. */
  async #sweep(): Promise<void> {
    if (this.#builds.size + this.#projects.size === 0) return;
    try {
      const watchers = [...this.#builds.values(), ...this.#projects.values()].flatMap((tail) => [
        ...tail.watchers,
      ]);
      const valid = await validKeys(this.#db, [...new Set(watchers.map(({ keyId }) => keyId))]);
      for (const watcher of watchers) if (!valid.has(watcher.keyId)) watcher.end();
      const counts = await eventCounts(this.#db, [...this.#builds.keys()]);
      for (const [id, tail] of this.#builds) {
        if ((counts.get(id) ?? 0) > (tail.events.at(-1)?.seq ?? 0)) void this.#readBuild(id, tail);
      }
      const changes = await lastChanges(this.#db, [...this.#projects.keys()]);
      for (const [id, tail] of this.#projects) {
        const changedAt = changes.get(id) ?? 0;
        if (changedAt > tail.changedAt || tail.announced.size > 0) {
          await this.#readProject(id, tail, null);
          tail.changedAt = Math.max(tail.changedAt, changedAt);
        }
      }
    } catch {
      // The database is unavailable: the next sweep tries again.
    }
  }
}

/** Runs a read at once, and again a moment later if it was requested meanwhile. Settles after the first. */
function readInTurn(tail: BuildTail | ProjectTail, read: () => Promise<void>): Promise<void> {
  if (tail.reading !== null) {
    tail.isBehind = true;
    return tail.reading;
  }
  const first = read().catch(() => {});
  tail.reading = first;
  void first.then(async () => {
    for (;;) {
      await wait(Math.max(PACE_MS, tail.watchers.size * PACE_OF_WATCHER_MS), undefined, { ref: false });
      if (!tail.isBehind) break;
      tail.isBehind = false;
      await read().catch(() => {});
    }
    tail.reading = null;
  });
  return first;
}

function hand<Event>(watchers: Set<Watcher<Event>>, events: readonly Event[]): void {
  for (const watcher of watchers) {
    try {
      watcher.take(events);
    } catch {
      watchers.delete(watcher);
    }
  }
}

/** Builds whose position a watcher remembers; events of older ones may be repeated. */
const REMEMBERED = 2_000;

/** Passes on each event of a build once, although a project is read from a little earlier each time. */
function onlyNew(watcher: Watcher<ProjectEvent>): Watcher<ProjectEvent> {
  const seen = new Map<string, number>();
  return {
    keyId: watcher.keyId,
    end: () => watcher.end(),
    take(events) {
      const unseen = events.filter(({ build, seq }) => {
        if (seq <= (seen.get(build) ?? 0)) return false;
        seen.delete(build);
        seen.set(build, seq);
        return true;
      });
      for (const oldest of seen.keys()) {
        if (seen.size <= REMEMBERED) break;
        seen.delete(oldest);
      }
      if (unseen.length > 0) watcher.take(unseen);
    },
  };
}
