import { apiOf, generateSdk } from '../src/sdk/generate.ts';
import { languages } from '../src/sdk/languages/index.ts';
import { sdkInput, writeTree } from './made-sdk.ts';

/**
 * Generates an SDK into a folder, for development of the generator: `npx tsx scripts/sdk.ts openapi.yml stainless.yml
 * typescript out`. `-` for the config file: none. With `--api` in place of the folder: prints the API as JSON.
 */
async function main(): Promise<void> {
  const [descriptionPath, configPath, target, out] = process.argv.slice(2);
  if (descriptionPath === undefined || configPath === undefined || target === undefined || out === undefined)
    throw new Error('Usage: sdk.ts <description> <config file, or -> <target> <folder, or --api>');
  const input = await sdkInput(descriptionPath, configPath, target);
  if (out === '--api') {
    const { api, diagnostics } = apiOf(input);
    say(JSON.stringify({ api, diagnostics }, plain, 2));
    return;
  }
  const language = languages[input.target];
  if (language === undefined) throw new Error(`Kiln has no generator of its own for ${target}.`);
  const began = performance.now();
  const { files, diagnostics, findings } = generateSdk(language, input);
  const took = performance.now() - began;
  writeTree(out, files);
  for (const { level, code, message } of [...diagnostics, ...findings]) say(`${level} ${code}: ${message}`);
  say(`${files.size} files in ${Math.round(took)} ms`);
}

/** Maps become objects, and integers that no number holds become strings. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  return typeof value === 'bigint' ? `${value}n` : value;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
