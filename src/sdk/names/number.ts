/** Words whose singular follows no rule. `species` → `specie` is as in published SDKs. */
const IRREGULAR: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  feet: 'foot',
  teeth: 'tooth',
  mice: 'mouse',
  indices: 'index',
  vertices: 'vertex',
  matrices: 'matrix',
  appendices: 'appendix',
  movies: 'movie',
  cookies: 'cookie',
  calories: 'calorie',
  leaves: 'leaf',
  knives: 'knife',
  lives: 'life',
  shelves: 'shelf',
  halves: 'half',
  wolves: 'wolf',
  quizzes: 'quiz',
  criteria: 'criterion',
  axes: 'axis',
  analyses: 'analysis',
  diagnoses: 'diagnosis',
  hypotheses: 'hypothesis',
  crises: 'crisis',
  heroes: 'hero',
  potatoes: 'potato',
  tomatoes: 'tomato',
  echoes: 'echo',
  vetoes: 'veto',
};

/** Singular and plural are the same, or it is no plural although it ends in `s`. */
const SAME = new Set(
  (
    'series timeseries news analytics sms dns aws ios tls ssl https css js is has was as this gas bus plus ' +
    'focus bonus virus campus corpus census radius status alias canvas atlas lens basis axis analysis thesis crisis ' +
    'chassis synopsis kubernetes physics mathematics logistics economics statistics sales always perhaps'
  ).split(' '),
);

/** `-ses` of which only the `s` is removed: bases, cases, responses. */
const E_STAYS = /(?:[^aeiouy]se|[aeo]se|ise|yse|house|cause|clause|pause|mouse|spouse|purpose|use)s$/;
/** `-ses` of words in `-s`: buses, statuses, aliases. */
const ES_GOES = /(?:ss|us|ias|vas|las|gas|lens|bus|atlas)es$/;
const E_USES =
  /^(?:uses|causes|houses|clauses|pauses|spouses|excuses|fuses|muses|ruses|abuses|reuses|warehouses)$/;

/** The singular of a lower-case word by simple rules, as published SDKs name their types. */
export function singular(word: string): string {
  if (Object.hasOwn(IRREGULAR, word)) return IRREGULAR[word] ?? word;
  if (!word.endsWith('s') || word.length < 3 || SAME.has(word)) return word;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (/[^aeiou]ies$/.test(word) && word.length > 4) {
    return word === 'species' ? 'specie' : `${word.slice(0, -3)}y`;
  }
  if (E_USES.test(word)) return word.slice(0, -1);
  if (ES_GOES.test(word)) return word.slice(0, -2);
  if (E_STAYS.test(word)) return word.slice(0, -1);
  if (/(?:ch|sh|x|zz)es$/.test(word) && !/(?:caches|aches|niches|headaches|axes)$/.test(word)) {
    return word.slice(0, -2);
  }
  return word.slice(0, -1);
}

/** The plural of a lower-case word by simple rules. A plural is unchanged. */
export function plural(word: string): string {
  const known = Object.entries(IRREGULAR).find(([, one]) => one === word);
  if (known !== undefined) return known[0];
  if (word === '' || Object.hasOwn(IRREGULAR, word)) return word;
  if (/(?:ss|us|ias|x|zz|ch|sh)$/.test(word)) return `${word}es`;
  if (word.endsWith('s')) return word;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}
