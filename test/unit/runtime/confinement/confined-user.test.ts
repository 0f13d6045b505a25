import { lstat, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import {
  giveToConfined,
  isGiven,
  passwords,
  takeFromConfined,
} from '../../../../src/runtime/confinement/sandbox.ts';
import { needs } from '../../../needs.ts';

const asRoot = await needs('root');

asRoot.test('concurrent commands share one passwd file', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-passwd-'));
  try {
    await Promise.all(Array.from({ length: 20 }, () => passwords(folder)));
    expect(await readdir(folder)).toEqual(['passwd']);
    expect(await readFile(path.join(folder, 'passwd'), 'utf8')).toMatch(/^kiln:x:\d+:\d+:/m);
  } finally {
    await rm(folder, { recursive: true });
  }
});

asRoot.test('a folder is given to confined programs with all that is in it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-given-'));
  try {
    expect(await isGiven(folder)).toBe(false);
    await giveToConfined(folder);
    expect(await isGiven(folder)).toBe(true);
    // As a run without a sandbox leaves it.
    await mkdir(path.join(folder, 'go-mod'));
    expect(await isGiven(folder)).toBe(false);
    await giveToConfined(folder);
    expect(await isGiven(folder)).toBe(true);
    await takeFromConfined(folder);
    await mkdir(path.join(folder, 'go-mod/cache'));
    expect(await isGiven(folder)).toBe(false);
    await giveToConfined(folder);
    expect((await lstat(path.join(folder, 'go-mod/cache'))).uid).toBe((await lstat(folder)).uid);
  } finally {
    await rm(folder, { recursive: true });
  }
});
