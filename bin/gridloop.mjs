#!/usr/bin/env node
// The machine's Node only bootstraps: it sees that what is needed is installed, then the package's own Node runs the product.
import { spawn } from 'node:child_process';
import { ensureInstalled, node24, root } from '../tools/bootstrap.mjs';

ensureInstalled();
const child = spawn(
  node24(),
  ['--disable-warning=ExperimentalWarning', `${root}/bin/gridloop.ts`, ...process.argv.slice(2)],
  { stdio: 'inherit', env: { UV_THREADPOOL_SIZE: '8', ...process.env } },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
