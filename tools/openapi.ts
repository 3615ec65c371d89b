// Writes docs/openapi.json from the routes. `npm run check` compares it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openapiText } from './check.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'openapi.json'), openapiText());
