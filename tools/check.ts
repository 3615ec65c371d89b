// `npm run check`: types, lint, format, architecture, dead code, drift. All are run; all that fails is shown.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapi, routes } from '#contract';
import { checkArchitecture } from './architecture.ts';

const root = join(import.meta.dirname, '..');
const openapiFile = join(root, 'docs', 'openapi.json');

interface Finding {
  readonly ok: boolean;
  readonly text: string;
}

const checks: Readonly<Record<string, () => Finding>> = {
  types: () => tool('tsc', ['-b']),
  lint: () => tool('oxlint', ['--type-aware', '--deny-warnings']),
  format: () => tool('oxfmt', ['--check', '.']),
  architecture: () => {
    const { problems, files } = checkArchitecture(root);
    return { ok: problems.length === 0, text: problems.join('\n') || `holds in ${files} files` };
  },
  'dead code': () => tool('knip', []),
  drift: () => {
    const same = readFileSync(openapiFile, 'utf8') === openapiText();
    return {
      ok: same,
      text: same ? 'docs/openapi.json is what the routes say' : 'docs/openapi.json is old: run node tools/openapi.ts',
    };
  },
};

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
      `${ok ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)${ok && name !== 'architecture' ? '' : `\n${text}`}`,
    );
    if (!ok) process.exitCode = 1;
  }
}
