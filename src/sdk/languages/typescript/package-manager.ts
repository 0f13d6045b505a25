import { PACKAGE_MANAGERS } from '../../config/targets.ts';
import type { LanguageInput } from '../../language.ts';

/** What an SDK's repository is developed with: `options.package_manager`. */
export interface PackageManager {
  readonly install: string;
  /** Before the name of a program of a dependency. */
  readonly run: string;
  readonly pack: string;
  readonly add: string;
  readonly publish: string;
  /** `packageManager` of package.json; null: the one that Node.js has. */
  readonly pinned: string | null;
  /** A step of a workflow that installs it. */
  readonly setup: string | null;
}

// Kiln's own checks run the scripts by npm, so these need none of the others.
const BY_NAME: Readonly<Record<(typeof PACKAGE_MANAGERS)[number], PackageManager>> = {
  npm: {
    install: 'npm install --ignore-scripts',
    run: 'npx ',
    pack: 'npm pack',
    add: 'npm install',
    publish: 'npm publish',
    pinned: null,
    setup: null,
  },
  pnpm: {
    install: 'pnpm install --ignore-scripts',
    run: 'node_modules/.bin/',
    pack: 'pnpm pack',
    add: 'pnpm add',
    publish: 'pnpm publish',
    pinned: 'pnpm@10.34.8',
    setup: 'pnpm/action-setup@v4',
  },
  yarn: {
    install: 'yarn install --ignore-scripts',
    run: 'node_modules/.bin/',
    pack: 'yarn pack',
    add: 'yarn add',
    publish: 'yarn publish',
    pinned: 'yarn@1.22.22',
    setup: null,
  },
};

export function packageManager({ options }: LanguageInput['target']): PackageManager {
  const given = PACKAGE_MANAGERS.find((name) => name === options.package_manager);
  return BY_NAME[given ?? 'npm'];
}
