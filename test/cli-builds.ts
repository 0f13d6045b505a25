import { gunzipSync } from 'node:zlib';
import type Stainless from '@stainless-api/sdk';
import type { OwnKiln } from './own-kiln.ts';
import { description } from './service.ts';

/** Builds of the target `cli` in one project of a separate Kiln. */
export class CliBuilds {
  readonly #kiln: OwnKiln;
  readonly #project: string;

  constructor(kiln: OwnKiln, project: string) {
    this.#kiln = kiln;
    this.#project = project;
  }

  /** Starts a build with this configuration of the target; the first one creates the project. Returns its id. */
  async begin(cli: object): Promise<string> {
    const { client } = this.#kiln;
    const project = this.#project;
    const revision = {
      'openapi.json': { content: description() },
      'stainless.yml': { content: JSON.stringify({ targets: { cli } }) },
    };
    const known = await client.projects.retrieve({ project }).catch(() => null);
    if (known !== null) {
      return (await client.builds.create({ project, branch: 'main', revision, allow_empty: true })).id;
    }
    await client.projects.create({
      org: 'acme',
      slug: project,
      display_name: project,
      targets: ['cli'],
      revision,
    });
    return (await client.builds.list({ project })).data[0]?.id ?? '';
  }

  /** Waits until the target has ended. */
  async ended(id: string): Promise<Stainless.Build> {
    for (;;) {
      const found = await this.#kiln.client.builds.retrieve(id);
      if (found.targets.cli?.status === 'completed') return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** The conclusion of a build's commit. */
  conclusion({ targets }: Stainless.Build): string | null {
    return targets.cli?.commit.status === 'completed' ? targets.cli.commit.conclusion : null;
  }

  /** The fatal diagnostics of a build. */
  async fatal({ id }: Stainless.Build) {
    return (await this.#kiln.client.builds.diagnostics.list(id)).data.filter(
      ({ level }) => level === 'fatal',
    );
  }

  /** The committed files, as the text of an archive. */
  async committed({ id }: Stainless.Build): Promise<string> {
    const output = await this.#kiln.client.builds.targetOutputs.retrieve({
      build_id: id,
      target: 'cli',
      type: 'source',
      output: 'url',
    });
    return gunzipSync(await (await fetch(output.url)).arrayBuffer()).toString('latin1');
  }
}
