import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createOutput, UsageError } from './output.ts';
import type { CliPorts } from './ports.ts';

interface ServeOptions {
  readonly port?: string;
  readonly host?: string;
  readonly data: string;
  readonly json?: boolean;
}

export function serveCommand(program: Command, ports: CliPorts): void {
  program
    .command('serve')
    .description('start the server, the worker and the console')
    .option('--port <port>', 'the port to listen on (default 7400)')
    .option('--host <address>', 'the address to listen on (default 127.0.0.1)')
    .option('--demo', 'load the demonstration operator first, if the directory is empty')
    .action(async (options: ServeOptions & { demo?: boolean }) => {
      const output = createOutput(options.json === true);
      const address = listening(options);
      const demonstration = options.demo ? await import('./demo.ts') : undefined;
      if (demonstration && !(await ports.findServer(resolve(options.data))))
        demonstration.clearHalfMade(resolve(options.data));
      const server = await ports.startServer({ dataDirectory: resolve(options.data), ...address });
      await demonstration?.prepareDemonstration(ports, server, resolve(options.data), output);
      output.result(
        { url: server.url, pid: process.pid, data: resolve(options.data) },
        () => `Gridloop is at ${server.url}   (Ctrl-C stops it)`,
      );
      await new Promise<void>((stop) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
      });
      output.note('Stopping …');
      await server.close();
    });
}

function listening({ port, host }: ServeOptions) {
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65_535))
    throw new UsageError(`--port takes a number from 0 to 65535, not “${port}”.`);
  return { ...(port !== undefined && { port: Number(port) }), ...(host !== undefined && { host }) };
}
