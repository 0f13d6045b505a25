import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  camel,
  casingsOf,
  DEFAULT_CASINGS,
  kebab,
  pascal,
  singular,
  snake,
} from '../../../src/sdk/names/casing.ts';
import { identifier } from '../../../src/sdk/names/identifier.ts';
import { plural, singular as singularWord } from '../../../src/sdk/names/number.ts';
import { Scope } from '../../../src/sdk/names/scope.ts';
import { valueName, words } from '../../../src/sdk/names/words.ts';

describe('words', () => {
  it.each([
    ['agencyID', ['agency', 'id']],
    ['HTTPServer2', ['http', 'server2']],
    ['stopIDs', ['stop', 'ids']],
    ['E2ETest', ['e2e', 'test']],
    ['S3Bucket', ['s3', 'bucket']],
    ['trip-details', ['trip', 'details']],
    ['queryChunksResponse', ['query', 'chunks', 'response']],
    ["driver's seat", ['drivers', 'seat']],
    ['größeÜber', ['größe', 'über']],
    ['价格 list', ['价格', 'list']],
    ['', []],
    ['--', []],
  ])('splits %j', (name, expected) => {
    expect(words(name)).toEqual(expected);
  });
});

describe('casing', () => {
  it('writes initialisms in capitals, also in the plural, except as the first word in camel case', () => {
    expect(pascal('onebusaway-sdk')).toBe('OnebusawaySDK');
    expect(camel('file_id')).toBe('fileID');
    expect(camel('url_list')).toBe('urlList');
    expect(camel('stop_ids')).toBe('stopIDs');
    expect(snake('agencyID')).toBe('agency_id');
    expect(kebab('CustomMetadataFields')).toBe('custom-metadata-fields');
  });

  it('keeps the numbers of two words separate', () => {
    expect(pascal('v1_2')).not.toBe(pascal('v12'));
  });

  it('honours custom casings of a word within any name', () => {
    const casings = casingsOf({
      OneBusAway: { pascal: 'OneBusAway', snake: 'one_bus_away' },
      gpt: { initialism: true },
      id: { initialism: false },
    });
    expect(pascal('onebusaway_client', casings)).toBe('OneBusAwayClient');
    expect(snake('onebusaway_client', casings)).toBe('one_bus_away_client');
    expect(pascal('gpt_id', casings)).toBe('GPTId');
  });

  it('makes only the last word singular', () => {
    expect(pascal(singular('trip-details'))).toBe('TripDetail');
    expect(pascal(singular('stops_for_location'))).toBe('StopsForLocation');
  });
});

describe('singular and plural', () => {
  it.each([
    ['species', 'specie'],
    ['agencies', 'agency'],
    ['addresses', 'address'],
    ['statuses', 'status'],
    ['responses', 'response'],
    ['databases', 'database'],
    ['batches', 'batch'],
    ['caches', 'cache'],
    ['boxes', 'box'],
    ['people', 'person'],
    ['data', 'data'],
    ['status', 'status'],
    ['aliases', 'alias'],
    ['houses', 'house'],
    ['expenses', 'expense'],
    ['licenses', 'license'],
    ['ingresses', 'ingress'],
    ['images', 'image'],
    ['movies', 'movie'],
    ['news', 'news'],
  ])('the singular of %s is %s', (many, one) => {
    expect(singularWord(many)).toBe(one);
  });

  it('restores plurals', () => {
    expect(['box', 'city', 'person', 'pets', 'status'].map(plural)).toEqual([
      'boxes',
      'cities',
      'people',
      'pets',
      'statuses',
    ]);
  });
});

describe('values of enums', () => {
  it('gives every value a name', () => {
    expect(['-1', '+1', '>=', '', ' '].map((value) => snake(valueName(value)))).toEqual([
      'minus_1',
      'plus_1',
      'greater_equals',
      'empty',
      'space',
    ]);
  });
});

describe('identifiers', () => {
  it('are valid in every language for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const made = identifier(camel(name), { prefix: '_', empty: 'unnamed' });
        expect(made).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
        expect(identifier(camel(name), { prefix: '_', empty: 'unnamed' })).toBe(made);
      }),
    );
  });

  it('keeps names in other scripts distinct', () => {
    const made = ['价格', '价值', 'größe', 'grosse'].map((name) =>
      identifier(name, { prefix: '_', empty: 'x' }),
    );
    expect(new Set(made).size).toBe(3);
    expect(made[2]).toBe('grosse');
  });
});

describe('Scope', () => {
  it('assigns each name once, in order', () => {
    const scope = new Scope({ reserved: new Set(['class']) });
    expect(scope.claim('a', 'list')).toBe('list');
    expect(scope.claim('b', 'list', 'list_all')).toBe('list_all');
    expect(scope.claim('c', 'class')).toBe('class_');
    expect(scope.claim('d', 'list')).toBe('list_');
    expect(scope.claim('e', 'list')).toMatch(/^list_[0-9a-f]{4}$/);
  });

  it('renames nothing when something is added elsewhere', () => {
    const claims = [
      ['get /a', 'list'],
      ['get /b', 'list'],
      ['get /c', 'list'],
    ] as const;
    const named = (all: readonly (readonly [string, string])[]) => {
      const scope = new Scope();
      return new Map(all.map(([key, name]) => [key, scope.claim(key, name)]));
    };
    const before = named(claims);
    const after = named([...claims.slice(0, 2), ['get /new', 'list'], ...claims.slice(2)]);
    for (const [key, name] of before) expect(after.get(key)).toBe(name);
  });

  it('distinguishes names that differ only in case, if their files would clash', () => {
    const scope = new Scope({ fold: (name) => name.toLowerCase() });
    expect(scope.claim('#/VLAN', 'VLAN.ts')).toBe('VLAN.ts');
    expect(scope.claim('#/Vlan', 'Vlan.ts').toLowerCase()).not.toBe('vlan.ts');
  });

  it('shortens names of 300 characters, and keeps those with the same prefix distinct', () => {
    const scope = new Scope({ maxLength: 60 });
    const long = 'a'.repeat(300);
    const names = [scope.claim('1', `${long}b`), scope.claim('2', `${long}c`)];
    expect(names.every((name) => name.length <= 60)).toBe(true);
    expect(new Set(names).size).toBe(2);
  });

  it('never gives one name twice', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 40 }), (all) => {
        const scope = new Scope();
        const names = all.map((name, index) =>
          scope.claim(String(index), identifier(snake(name, DEFAULT_CASINGS), { prefix: '_', empty: 'x' })),
        );
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});
