// The architecture as one list: a feature may use only the features that stand before it, through their index.ts.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';

const order = [
  'know/organisation',
  'know/catalog',
  'know/partners',
  'know/competitors',
  'know/feeds',
  'know/customers',
  'know/accounts',
  'understand/indicators',
  'understand/audiences',
  'understand/segmentation',
  'understand/models',
  'understand/markets',
  'understand/demand',
  'plan/playbook',
  'plan/governance',
  'plan/plans',
  'act/channels',
  'act/campaigns',
  'act/planner',
  'act/worklist',
  'act/retention',
  'learn/measurement',
  'learn/truth',
  'learn/appraisal',
];
/** The platform's own order: what stands later may use what stands earlier. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  query: [],
  contract: ['query'],
  server: ['query', 'contract'],
  parts: ['query', 'contract'],
  console: ['query', 'contract', 'parts'],
  field: ['query', 'contract', 'parts'],
  cli: ['query', 'contract'],
  demo: ['query', 'contract'],
};
const drawers = /(^|\/)(utils?|helpers?|common|shared|misc|constants|types)(\/|\.tsx?$)/;
const longest = 300;

export function checkArchitecture(root: string): { problems: string[]; files: number } {
  const problems: string[] = [];
  const files = Object.keys(rooms).flatMap((room) =>
    sources(join(root, room)).map((file) => file.slice(root.length + 1)),
  );
  const bySpecifier = doors(root);
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    if (drawers.test(file)) problems.push(`${file}: a drawer for everything; give it the name of what it holds`);
    const lines = text.split('\n').length - 1;
    if (lines > longest && !isTest(file))
      problems.push(`${file}: ${lines} lines; two subjects in one file? (at most ${longest})`);
    for (const specifier of imports(join(root, file), text))
      problems.push(...importProblems(file, specifier, bySpecifier));
  }
  problems.push(...cycles(root, files, bySpecifier));
  for (const room of Object.keys(rooms)) {
    if (!files.some((file) => file.startsWith(`${room}/`)))
      problems.push(`${room}: no file was read; the check itself is broken`);
  }
  return { problems, files: files.length };
}

const isTest = (file: string) => /\.test\.tsx?$|\/testing|\/oracle/.test(file);
const featureOf = (path: string) => order.find((name) => path.startsWith(`server/${name}/`));
const roomOf = (path: string) => path.split('/')[0] ?? '';

function importProblems(file: string, specifier: string, bySpecifier: Doors): string[] {
  const from = roomOf(file);
  if (!specifier.startsWith('.') && !specifier.startsWith('#')) {
    const inBrowser = from === 'query' || from === 'contract';
    return inBrowser && specifier.startsWith('node:') && !isTest(file)
      ? [`${file}: ${from} runs in the browser too (${specifier})`]
      : [];
  }
  const target = bySpecifier(file, specifier);
  if (target === undefined) return [`${file}: ${specifier} leads nowhere`];
  const to = roomOf(target);
  if (to !== from) {
    if (isTest(file)) return []; // A test may start the whole house.
    if (!rooms[from]?.includes(to)) return [`${file}: ${from} may not use ${to} (${specifier})`];
    return specifier.startsWith('#') ? [] : [`${file}: enter ${to} by its door, not by ${specifier}`];
  }
  return from === 'server' ? serverProblems(file, target, specifier) : [];
}

function serverProblems(file: string, target: string, specifier: string): string[] {
  const [from, to] = [featureOf(file), featureOf(target)];
  if (file.startsWith('server/platform/')) {
    if (to) return [`${file}: the platform knows no feature (${to})`];
    const [here, there] = [file, target].map((path) => path.split('/')[2]);
    return here !== there && !target.endsWith('/index.ts') && !isTest(file)
      ? [`${file}: enter ${there} by its door (${specifier})`]
      : [];
  }
  if (!to || to === from) return [];
  // A feature has a second door for the tests of later ones.
  if (isTest(file) && target.endsWith(`${to}/testing/index.ts`)) return [];
  if (!target.endsWith(`${to}/index.ts`)) return [`${file}: enter ${to} by its door, not by ${specifier}`];
  if (from && !isTest(file) && order.indexOf(to) > order.indexOf(from))
    return [
      `${file}: ${from} stands before ${to}; let ${to} be told by an event, or take a port that compose.ts fills`,
    ];
  return [];
}

type Doors = (file: string, specifier: string) => string | undefined;

/** Resolves relative imports and the `imports` map of package.json to paths from the root. */
function doors(root: string): Doors {
  const { imports: map } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    imports: Record<string, string>;
  };
  return (file, specifier) => {
    if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier));
    const exact = map[specifier];
    if (exact) return normalize(exact);
    for (const [pattern, path] of Object.entries(map)) {
      const [head = '', tail = ''] = pattern.split('*');
      if (pattern.includes('*') && specifier.startsWith(head) && specifier.endsWith(tail))
        return normalize(path.replace('*', specifier.slice(head.length, specifier.length - tail.length || undefined)));
    }
    return undefined;
  };
}

function sources(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Value imports and re-exports. Types do not run, but a feature must not know later ones by type either, so they count too. */
function imports(path: string, text: string): string[] {
  const { module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const dynamic = module.dynamicImports
    .map(({ moduleRequest }) => text.slice(moduleRequest.start, moduleRequest.end))
    .filter((request) => /^(['"]).*\1$/.test(request))
    .map((request) => request.slice(1, -1));
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
  );
  return [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value), ...exported, ...dynamic];
}

/** No cycle of files that import each other's values. Types may go both ways: they are gone when it runs. */
function cycles(root: string, files: readonly string[], resolve: Doors): string[] {
  const edges = new Map(
    files.map((file) => [file, valueImports(join(root, file)).flatMap((specifier) => resolve(file, specifier) ?? [])]),
  );
  const state = new Map<string, 'open' | 'closed'>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (state.get(file) === 'closed') return;
    if (state.get(file) === 'open') {
      found.push(`a cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
      return;
    }
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) if (edges.has(next)) visit(next, [...path, file]);
    state.set(file, 'closed');
  };
  for (const file of files) visit(file, []);
  return found;
}

function valueImports(path: string): string[] {
  const { module } = parseSync(path, readFileSync(path, 'utf8'));
  const imported = module.staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some((entry) => !entry.isType))
    .map(({ moduleRequest }) => moduleRequest.value);
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.isType ? [] : (entry.moduleRequest?.value ?? []))),
  );
  return [...imported, ...exported].filter((specifier) => specifier.startsWith('.') || specifier.startsWith('#'));
}
