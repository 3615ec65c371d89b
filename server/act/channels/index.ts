import type { Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { channelTables } from './channel-tables.ts';
import { forgetOldContacts } from './contacts.ts';
import { listRefusals } from './refusal-list.ts';

export { contactsOf, recordContacts, type Contact } from './contacts.ts';
export { forbids, refusalsAmong, refuse, type Refusal } from './do-not-disturb.ts';
export {
  cancelMessages,
  exportMessages,
  isHuman,
  planMessages,
  type ExportedMessage,
  type NewMessage,
} from './messages.ts';

const tidyEveryMs = 6 * 3_600_000;

export const channels: Feature = {
  name: 'channels',
  migrations: new URL('./migrations/', import.meta.url),
  tables: channelTables,
  handlers: { listRefusals: (context, { query }) => listRefusals(context, query) },
  start: async (context: Context) => {
    const tidy = () =>
      void forgetOldContacts(context).catch((error: unknown) =>
        context.log.warn({ err: error }, 'old contacts could not be forgotten'),
      );
    const timer = setInterval(tidy, tidyEveryMs).unref();
    return async () => clearInterval(timer);
  },
};
