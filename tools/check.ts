// `npm run check`: architecture, licences, drift, format, lint, types, dead code; the quick ones first. All are run, all
// that fails is shown, and a check that has read nothing, or less than it should, has failed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapi, routes } from '#contract';
import { checkArchitecture } from './architecture.ts';
import { checkLicences } from './licences.ts';

const root = join(import.meta.dirname, '..');
const openapiFile = join(root, 'docs', 'openapi.json');

interface Finding {
  readonly ok: boolean;
  readonly text: string;
}

const checks: Readonly<Record<string, () => Finding>> = {
  architecture: () => {
    const { problems, files } = checkArchitecture(root);
    return { ok: problems.length === 0, text: problems.join('\n') || `holds in ${files} files` };
  },
  licences: () => {
    const { problems, packages } = checkLicences(root);
    return { ok: problems.length === 0, text: problems.join('\n') || `those of ${packages} packages fit` };
  },
  drift: () => {
    const same = readFileSync(openapiFile, 'utf8') === openapiText();
    return {
      ok: same,
      text: same ? 'docs/openapi.json is what the routes say' : 'docs/openapi.json is old: run node tools/openapi.ts',
    };
  },
  format: () => readingAll(tool('oxfmt', ['--check', '.'])),
  lint: () => readingAll(tool('oxlint', ['--type-aware', '--deny-warnings'])),
  types: () => {
    const left = roomsLeftOut();
    return left.length > 0
      ? { ok: false, text: `tsconfig.json does not refer to ${left.join(', ')}: nobody checks their types` }
      : tool('tsc', ['-b']);
  },
  // Patterns of knip.json that match nothing are errors too, so it cannot fall silent.
  'dead code': () => tool('knip', ['--treat-config-hints-as-errors']),
};

/** Both tools end with `… on 492 files …`; with a broken configuration they read fewer, or none, and are content. */
function readingAll(finding: Finding): Finding {
  const read = Number(/ on (\d+) files/.exec(finding.text)?.[1] ?? 0);
  const least = checkArchitecture(root).files;
  if (read >= least) return finding;
  return { ok: false, text: `${finding.text}\nOnly ${read} files were read, and there are at least ${least}.` };
}

/** Folders with a tsconfig.json that the one of the root does not name. */
function roomsLeftOut(): string[] {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    references: { path: string }[];
  };
  const named = new Set(references.map(({ path }) => path.replace('./', '')));
  return readdirSync(root).filter((room) => existsSync(join(root, room, 'tsconfig.json')) && !named.has(room));
}

export const openapiText = () => `${JSON.stringify(openapi(routes), null, 1)}\n`;

function tool(name: string, args: readonly string[]): Finding {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', name), args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { ok: status === 0, text: `${stdout}${stderr}`.trim() };
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !checks[name]);
  if (unknown.length > 0)
    throw new Error(`There is no check ${unknown.join(', ')}; there are: ${Object.keys(checks).join(', ')}`);
  for (const [name, check] of Object.entries(checks)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const started = performance.now();
    const { ok, text } = check();
    console.log(
      `${ok ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)${ok && !['architecture', 'licences'].includes(name) ? '' : `\n${text}`}`,
    );
    if (!ok) process.exitCode = 1;
  }
}
