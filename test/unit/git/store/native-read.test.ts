import { expect, test } from 'vitest';
import { file } from '../../../../src/git/store/file-tree.ts';
import {
  hasLargePack,
  nativeBlob,
  nativeCommit,
  nativeHasTree,
  nativeTree,
} from '../../../../src/git/store/native-read.ts';
import { unlessMissing } from '../../../../src/git/store/repository.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

test('native Git reads the same as the library, for large packs', async () => {
  const sdk = await SdkRepository.open();
  try {
    const { repository } = sdk;
    const { gitDir } = repository;
    const content = Buffer.from([0, 255, 10, 13, 10]);
    await sdk.build({
      'a b/ü.txt': 'text\n',
      binary: content,
      run: file('#!/bin/sh\n', '100755'),
      empty: '',
    });
    const head = await sdk.push({ 'a b/own.txt': 'own\n' }, { message: 'by hand\n\nwith a body\n' });
    expect(await nativeCommit(gitDir, head)).toEqual(await repository.readCommit(head));
    const tree = await repository.treeOf(head);
    expect(await nativeHasTree(gitDir, tree)).toBe(true);
    expect(await nativeHasTree(gitDir, 'f'.repeat(40))).toBe(false);
    const fresh = await sdk.files();
    const read = await nativeTree(gitDir, head);
    expect(new Map([...read].sort())).toEqual(new Map([...fresh].sort()));
    expect(await nativeBlob(gitDir, `${head}:binary`)).toEqual(content);
    expect(await unlessMissing(nativeBlob(gitDir, `${head}:nothing`))).toBeNull();
    expect(hasLargePack(gitDir)).toBe(false);
  } finally {
    await sdk.close();
  }
});
