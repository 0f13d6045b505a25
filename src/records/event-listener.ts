import pg from 'pg';
import { BUILD_CHANNEL } from './announce.ts';

const RETRY_MS = 1_000;

/** A connection that listens for notifications of builds, and reconnects if it is lost. */
export class EventListener {
  readonly #url: string;
  readonly #announced: (projectId: string, buildId: string) => void;
  readonly #opened: () => void;
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** `opened` is called after each reconnect: earlier notifications may have been missed. */
  constructor(url: string, announced: (projectId: string, buildId: string) => void, opened: () => void) {
    this.#url = url;
    this.#announced = announced;
    this.#opened = opened;
    void this.#open();
  }

  async #open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true });
    this.#client = client;
    let isLost = false;
    const lost = () => {
      if (isLost) return;
      isLost = true;
      client.end().catch(() => {});
      if (!this.#stopped) this.#timer = setTimeout(() => void this.#open(), RETRY_MS).unref();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload = '' }) => {
      const [projectId = '', buildId = ''] = payload.split(' ');
      this.#announced(projectId, buildId);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${BUILD_CHANNEL}`);
      this.#opened();
    } catch {
      lost();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => {});
  }
}
